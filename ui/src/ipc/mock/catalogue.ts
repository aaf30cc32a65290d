/** The mock's catalogue: filters, orders and pages like the core does. */
import { addDays, fromCivil, toLocal } from '../../lib/zone';
import type {
  CallFilter,
  CallPage,
  CallQuery,
  CallRow,
  CallTotals,
  RecordingFate,
  SortColumn,
} from '../bindings.gen';
import type { BareCall } from './company';
import { has } from './faults';
import { soundOf } from './findings';
import { marksOf } from './marks';
import { holds } from './terms';

const digits = (text: string) => text.replace(/[\s\-()]/g, '');

function inList(number: string, list: string[]): boolean {
  return list.some((entry) => {
    const range = /^(\d+)-(\d+)$/.exec(entry.trim());
    if (!range) return number === entry.trim();
    const [, low = '', high = ''] = range;
    return number.length === low.length && number >= low && number <= high;
  });
}

function matches(call: BareCall, filter: CallFilter, zone: string): boolean {
  const { extensions, directions, number, minTalkS, maxTalkS, answered, recorded, text, ids } = filter;
  if (filter.gone) return false;
  if (ids.length > 0 && !ids.includes(call.id)) return false;
  if (!(filter.terms ?? []).every((term) => holds(call, term, zone))) return false;
  if (directions.length > 0 && !directions.includes(call.direction)) return false;
  if (answered !== null && (call.status === 'answered') !== answered) return false;
  if (recorded !== null && (call.recordingId !== null) !== recorded) return false;
  if (minTalkS !== null && call.talkS < minTalkS) return false;
  if (maxTalkS !== null && call.talkS > maxTalkS) return false;
  const numbers = [call.caller, call.callee, call.destination];
  if (extensions.length > 0 && !numbers.some((value) => inList(value, extensions))) return false;
  if (number !== null && ![...numbers, call.did].some((value) => digits(value).includes(digits(number))))
    return false;
  if (text === null) return true;
  const hay = [
    ...numbers,
    call.callerName,
    call.calleeName,
    call.extensionName,
    call.did,
    call.trunk,
    call.queue,
    call.endReason,
  ]
    .join(' ')
    .toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word));
}

function keyOf(call: BareCall, column: SortColumn): string | number {
  switch (column) {
    case 'started':
      return call.started;
    case 'talk_s':
      return call.talkS;
    case 'ring_s':
      return call.ringS;
    case 'recorded':
      return call.recordingId === null ? 0 : 1;
    case 'extension_name':
      return call.extensionName;
    case 'end_reason':
      return call.endReason;
    case 'tags':
      return marksOf(call.id).tags.join(', ').toLowerCase();
    case 'reviewed':
      return marksOf(call.id).reviewedAt === null ? 0 : 1;
    case 'rating':
      return marksOf(call.id).rating ?? 0;
    case 'notes':
      return marksOf(call.id).notes.length;
    case 'findings':
      return soundOf(call).checked ? 1 + soundOf(call).findings.length : 0;
    case 'direction':
    case 'extension':
    case 'other':
    case 'queue':
    case 'did':
    case 'trunk':
    case 'status':
      return call[column];
  }
}

function order(a: BareCall, b: BareCall, query: CallQuery): number {
  for (const { column, descending } of query.sort) {
    const [x, y] = [keyOf(a, column), keyOf(b, column)];
    if (x !== y) return (x < y ? -1 : 1) * (descending ? -1 : 1);
  }
  return a.started - b.started;
}

/** Some of each, where they are to be looked at. */
function fateOf({ id }: BareCall): RecordingFate | null {
  const last = id.at(-1) ?? '';
  return last === '7' ? 'not_allowed' : '0246'.includes(last) ? 'exported' : null;
}

export function withLocal(call: BareCall, zone: string): CallRow {
  const { started, ...row } = call;
  const answeredAt = call.status === 'answered' ? started + call.ringS * 1000 : null;
  const marks = marksOf(call.id);
  return {
    ...row,
    tags: marks.tags,
    reviewed: marks.reviewedAt !== null,
    rating: marks.rating,
    notes: marks.notes.length,
    ...soundOf(call),
    startedLocal: toLocal(new Date(started), zone),
    answeredLocal: answeredAt === null ? null : toLocal(new Date(answeredAt), zone),
    endedLocal: toLocal(new Date(started + (call.ringS + call.talkS) * 1000), zone),
    goneLocal: null,
    recordingGoneLocal: null,
    fate: has('fates') ? fateOf(call) : null,
  };
}

/** Everything within the range of a query, before its filter. */
export function within(calls: BareCall[], { range }: CallQuery): BareCall[] {
  const start = fromCivil(range.from, range.zone).getTime();
  const to = range.to.length === 10 ? addDays(range.to, 1) : range.to;
  const end = fromCivil(to, range.zone, 'last').getTime();
  if (!(end > start))
    throw {
      kind: 'invalid_input',
      message: 'The range ends before it starts; swap the two dates.',
      detail: null,
      retryAfterSecs: null,
      case: null,
    };
  return calls.filter((call) => call.started >= start && call.started < end);
}

export function find(calls: BareCall[], query: CallQuery): BareCall[] {
  return within(calls, query).filter((call) => matches(call, query.filter, query.range.zone));
}

export function pageOf(calls: BareCall[], query: CallQuery, offset: number, limit: number): CallPage {
  const found = find(calls, query).sort((a, b) => order(a, b, query));
  // As the core: by start, a page that does not end the rows comes before they are counted.
  const counted = offset + limit > found.length || query.sort.some(({ column }) => column !== 'started');
  return {
    rows: found.slice(offset, offset + limit).map((call) => withLocal(call, query.range.zone)),
    total: counted ? found.length : null,
  };
}

/** Where a call stands in the order of a query; null when the query does not find it. */
export function positionOf(calls: BareCall[], query: CallQuery, id: string): number | null {
  const place = find(calls, query)
    .sort((a, b) => order(a, b, query))
    .findIndex((call) => call.id === id);
  return place < 0 ? null : place;
}

export function totalsOf(calls: BareCall[], query: CallQuery): CallTotals {
  const found = find(calls, query);
  return {
    calls: found.length,
    recordings: found.filter((call) => call.recordingId !== null).length,
    talkS: found.reduce((sum, call) => sum + call.talkS, 0),
  };
}

export function callOf(calls: BareCall[], id: string, zone: string): CallRow | null {
  const call = calls.find((candidate) => candidate.id === id);
  return call === undefined ? null : withLocal(call, zone);
}
