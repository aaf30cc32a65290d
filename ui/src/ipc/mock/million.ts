/** A million rows for the grid to scroll through, with `million`: each is made from its place when a page asks for it. */
import type { CallPage, CallQuery, CallRow, CallTotals } from '../bindings.gen';
import { withLocal } from './catalogue';
import type { BareCall } from './company';

const TOTAL = 1_000_000;
/** A call every eight seconds: a million fit into about ninety days. */
const APART_MS = 8000;

export const TOTALS: CallTotals = { calls: TOTAL, recordings: 700_000, talkS: 96_000_000 };

function callAt(models: BareCall[], index: number): BareCall {
  const newest = models.at(-1)?.started ?? 0;
  const model = models[index % models.length] as BareCall;
  const started = newest - index * APART_MS;
  return { ...model, id: String(index), started, startedUtc: new Date(started).toISOString() };
}

export function pageOf(models: BareCall[], query: CallQuery, offset: number, limit: number): CallPage {
  const count = Math.max(0, Math.min(limit, TOTAL - offset));
  const rows = Array.from({ length: count }, (_, at) =>
    withLocal(callAt(models, offset + at), query.range.zone),
  );
  return { rows, total: TOTAL };
}

export function indexOf(id: string): number | null {
  const index = Number(id);
  return Number.isInteger(index) && index >= 0 && index < TOTAL ? index : null;
}

export function callOf(models: BareCall[], id: string, zone: string): CallRow | null {
  const index = indexOf(id);
  return index === null ? null : withLocal(callAt(models, index), zone);
}
