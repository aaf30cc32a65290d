/** Saved views: what is kept of the search bar, and back. Pure. */
import type { PresetDays, RelativeRange, View } from '../../ipc';
import { type Filters, NO_FILTERS, queryOf } from './filters';
import type { Preset, RangeChoice } from './range';
import { withFilter } from './terms';

const RELATIVE: Record<Preset, RelativeRange> = {
  today: 'today',
  yesterday: 'yesterday',
  '7d': 'last_7_days',
  '30d': 'last_30_days',
  month: 'this_month',
  'last-month': 'last_month',
};

function daysOf(range: RangeChoice, zone: string): PresetDays {
  return range.kind === 'preset'
    ? { kind: 'relative', range: RELATIVE[range.preset] }
    : { kind: 'fixed', range: { from: range.from, to: range.to, zone } };
}

function rangeOfDays(days: PresetDays): RangeChoice {
  if (days.kind === 'fixed') return { kind: 'custom', from: days.range.from, to: days.range.to };
  const preset = (Object.keys(RELATIVE) as Preset[]).find((known) => RELATIVE[known] === days.range);
  return preset === undefined ? NO_FILTERS.range : { kind: 'preset', preset };
}

/** The view that these filters and columns are; `zone` is the one the range is meant in. */
export function viewOf(name: string, filters: Filters, zone: string, columns: string): View {
  return {
    name,
    days: daysOf(filters.range, zone),
    zone: filters.zone,
    filter: queryOf(filters, zone, '2000-01-01').filter,
    columns: columns === '' ? null : columns,
  };
}

/** The filters that a view is. */
export function filtersOfView({ days, zone, filter }: View): Filters {
  const fixed = days.kind === 'fixed' ? days.range.zone : zone;
  return withFilter({ ...NO_FILTERS, range: rangeOfDays(days), zone: fixed }, filter);
}

/** Whether the search is no longer what the view says; its columns are compared as they are kept. */
export function isChanged(view: View, filters: Filters, zone: string, columns: string): boolean {
  const now = viewOf(view.name, filters, zone, columns);
  const was = viewOf(view.name, filtersOfView(view), zone, view.columns ?? '');
  const look = view.columns !== null && columns !== '' && view.columns !== columns;
  const asked = (one: View) => JSON.stringify([one.days, one.zone || zone, one.filter]);
  return look || asked(now) !== asked(was);
}

/** The views with one moved up or down. */
export function moved(ids: string[], id: string, by: -1 | 1): string[] {
  const from = ids.indexOf(id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= ids.length) return ids;
  const next = ids.filter((other) => other !== id);
  next.splice(to, 0, id);
  return next;
}
