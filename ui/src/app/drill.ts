/** From a mark of a chart to the filters that find its calls. Pure. */
import type { Mark } from '../features/insights';
import type { Filters } from '../features/search';

const larger = (a: number | null, b: number) => (a === null ? b : Math.max(a, b));
const smaller = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.min(a, b));

/** The filters with everything that holds for the mark's calls besides. */
export function narrowed(filters: Filters, mark: Mark): Filters {
  const { range, direction, answered, recorded, talkS } = mark;
  return {
    ...filters,
    ...(range && { range: { kind: 'custom', ...range } }),
    ...(direction && { directions: [direction] }),
    ...(answered !== undefined && { answered }),
    ...(recorded !== undefined && { recorded }),
    ...(talkS && {
      minTalkS: larger(filters.minTalkS, talkS.min),
      maxTalkS: smaller(filters.maxTalkS, talkS.max),
    }),
  };
}
