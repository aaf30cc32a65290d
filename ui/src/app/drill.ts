/** From a mark of a chart to the filters that find its calls. Pure. */
import type { Mark } from '../features/insights';
import { type Filters, withTerm } from '../features/search';
import type { Term, TermTest, Weekday } from '../ipc';

const WEEK: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const larger = (a: number | null, b: number) => (a === null ? b : Math.max(a, b));
const smaller = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.min(a, b));
const is = (test: TermTest): Term => ({ not: false, test });

/** Our side is this extension; without one, nobody of ours. */
function sideOf(extension: string): Term {
  // A star stands for anything but nothing.
  if (extension === '') return { not: true, test: { kind: 'one_of', field: 'side', any: ['*'] } };
  return is({ kind: 'one_of', field: 'side', any: [extension.replace(/[\\*]/g, '\\$&')] });
}

function termsOf({ extension, hour, ringS, direction }: Mark): Term[] {
  const terms: Term[] = [];
  // The search bar does not offer it.
  if (direction === 'unknown') terms.push(is({ kind: 'one_of', field: 'direction', any: [direction] }));
  if (extension !== undefined) terms.push(sideOf(extension));
  const weekday = hour && WEEK[hour.weekday - 1];
  if (hour && weekday) {
    const hours = [{ fromMin: hour.hour * 60, toMin: ((hour.hour + 1) % 24) * 60 }];
    terms.push(is({ kind: 'shift', shift: { hours, days: [weekday] } }));
  }
  if (ringS) terms.push(is({ kind: 'between', field: 'ring', ...ringS }));
  return terms;
}

/** The filters with everything that holds for the mark's calls besides. */
export function narrowed(filters: Filters, mark: Mark): Filters {
  const { range, direction, answered, recorded, talkS } = mark;
  const narrow: Filters = {
    ...filters,
    ...(range && { range: { kind: 'custom', ...range } }),
    ...(direction && direction !== 'unknown' && { directions: [direction] }),
    ...(answered !== undefined && { answered }),
    ...(recorded !== undefined && { recorded }),
    ...(talkS && {
      minTalkS: larger(filters.minTalkS, talkS.min),
      maxTalkS: smaller(filters.maxTalkS, talkS.max),
    }),
  };
  return termsOf(mark).reduce(withTerm, narrow);
}
