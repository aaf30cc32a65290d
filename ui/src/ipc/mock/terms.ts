/** The mock's reading of terms: what the core does in SQL, and the common part of its text form. */
import { toLocal } from '../../lib/zone';
import type {
  CallFilter,
  FilterReading,
  FlagField,
  Hours,
  ListField,
  SpanField,
  Term,
  TermTest,
  Weekday,
} from '../bindings.gen';
import type { BareCall } from './company';
import { findingWords } from './findings';
import { marksOf } from './marks';

const WEEK: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const LISTS: Record<string, ListField> = {
  ext: 'extension',
  from: 'from',
  to: 'to',
  side: 'side',
  direction: 'direction',
  dir: 'direction',
  status: 'status',
  end: 'end_reason',
  did: 'did',
  trunk: 'trunk',
  queue: 'queue',
  tag: 'tag',
  finding: 'finding',
  id: 'id',
};
const SPANS: Record<string, SpanField> = { talk: 'talk', ring: 'ring', rating: 'rating' };
const FLAGS: Record<string, FlagField> = {
  answered: 'answered',
  recorded: 'recorded',
  reviewed: 'reviewed',
  notes: 'notes',
};

function textsOf(field: ListField, call: BareCall): string[] {
  switch (field) {
    case 'extension':
      return [call.caller, call.callee, call.destination];
    case 'from':
      return [call.caller, call.callerName];
    case 'to':
      return [call.callee, call.destination, call.calleeName];
    case 'side':
      return [call.extension];
    case 'end_reason':
      return [call.endReason];
    case 'tag':
      return marksOf(call.id).tags;
    case 'finding':
      return findingWords(call);
    case 'direction':
    case 'status':
    case 'did':
    case 'trunk':
    case 'queue':
    case 'id':
      return [call[field]];
  }
}

function isOneOf(texts: string[], wanted: string): boolean {
  const range = /^(\d+)-(\d+)$/.exec(wanted);
  const [low, high] = [range?.[1] ?? '', range?.[2] ?? ''];
  if (range) return texts.some((text) => text.length === low.length && text >= low && text <= high);
  const escaped = wanted.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*');
  const pattern = new RegExp(`^${escaped}$`, 'iu');
  return texts.some((text) => text !== '' && pattern.test(text));
}

function inHours(local: string, hours: Hours, days: Weekday[]): boolean {
  const minute = Number(local.slice(11, 13)) * 60 + Number(local.slice(14, 16));
  const length =
    hours.toMin > hours.fromMin ? hours.toMin - hours.fromMin : hours.toMin + 1440 - hours.fromMin;
  const since = minute - hours.fromMin;
  const day = (new Date(`${local.slice(0, 10)}T00:00Z`).getUTCDay() + 6 + (since < 0 ? 6 : 0)) % 7;
  return (since + 1440) % 1440 < length && days.some((one) => WEEK[day] === one);
}

function passes(call: BareCall, test: TermTest, zone: string): boolean {
  const marks = marksOf(call.id);
  switch (test.kind) {
    case 'one_of':
      return test.any.some((wanted) => isOneOf(textsOf(test.field, call), wanted));
    case 'between': {
      const value = { talk: call.talkS, ring: call.ringS, rating: marks.rating }[test.field];
      return value !== null && value >= (test.min ?? 0) && value <= (test.max ?? Number.MAX_VALUE);
    }
    case 'is':
      return {
        answered: call.status === 'answered',
        recorded: call.recordingId !== null,
        reviewed: marks.reviewedAt !== null,
        notes: marks.notes.length > 0,
      }[test.field];
    case 'contains': {
      const hay = JSON.stringify(Object.values(call)).toLowerCase();
      return test.any.some((part) =>
        part
          .toLowerCase()
          .split(/\s+/)
          .every((word) => hay.includes(word)),
      );
    }
    case 'shift':
      return test.shift.hours.some((hours) =>
        inHours(toLocal(new Date(call.started), zone), hours, test.shift.days),
      );
  }
}

export function holds(call: BareCall, { not, test }: Term, zone: string): boolean {
  return passes(call, test, zone) !== not;
}

export const EMPTY: CallFilter = {
  extensions: [],
  directions: [],
  number: null,
  minTalkS: null,
  maxTalkS: null,
  answered: null,
  recorded: null,
  text: null,
  ids: [],
  terms: [],
};

function seconds(text: string): number {
  const [, hours = 0, minutes = 0, rest = 0] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(text) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
}

function span(field: SpanField, value: string): TermTest {
  const [min, max] = value.split('..');
  if (max !== undefined)
    return {
      kind: 'between',
      field,
      min: min === '' ? null : seconds(min ?? ''),
      max: max === '' ? null : seconds(max),
    };
  const number = seconds(value.replace(/^[<>]=?/, ''));
  const strict = value[1] === '=' ? 0 : 1;
  if (value.startsWith('>')) return { kind: 'between', field, min: number + strict, max: null };
  if (value.startsWith('<')) return { kind: 'between', field, min: null, max: number - strict };
  return { kind: 'between', field, min: number, max: number };
}

function shift(field: string, value: string): TermTest {
  if (field === 'day') {
    const days = value.split(',').flatMap((part) => {
      const [first = '', last = first] = part.split('-');
      return WEEK.slice(WEEK.indexOf(first as Weekday), WEEK.indexOf(last as Weekday) + 1);
    });
    return { kind: 'shift', shift: { hours: [{ fromMin: 0, toMin: 0 }], days } };
  }
  const minute = (time = '') => {
    const [hour, rest = 0] = time.split(':').map(Number);
    return ((hour ?? 0) * 60 + rest) % 1440;
  };
  const hours = value.split(',').map((part) => {
    const [from, to] = part.split('-');
    return { fromMin: minute(from), toMin: minute(to) };
  });
  return { kind: 'shift', shift: { hours, days: WEEK } };
}

function testOf(field: string, value: string): TermTest | null {
  const [list, number] = [LISTS[field], SPANS[field]];
  const any = (value.match(/"[^"]*"|[^,]+/g) ?? []).map((part) => part.replace(/^"|"$/g, ''));
  if (list !== undefined) return { kind: 'one_of', field: list, any };
  if (number !== undefined) return span(number, value);
  if (field === 'number' || field === 'text') return { kind: 'contains', field, any };
  return field === 'time' || field === 'day' ? shift(field, value) : null;
}

/** Adds a term where the core would. */
function and(filter: CallFilter, term: Term): void {
  const { not, test } = term;
  if (test.kind === 'is' && test.field === 'answered' && filter.answered === null) filter.answered = !not;
  else if (test.kind === 'is' && test.field === 'recorded' && filter.recorded === null)
    filter.recorded = !not;
  else if (!not && test.kind === 'one_of' && test.field === 'extension' && filter.extensions.length === 0)
    filter.extensions = test.any;
  else if (!not && test.kind === 'between' && test.field === 'talk')
    Object.assign(filter, { minTalkS: test.min, maxTalkS: test.max });
  else filter.terms = [...(filter.terms ?? []), term];
}

/** Of two letters swapped, as a hasty hand does. */
function likely(typed: string): { near: string | null; known: string[] } {
  const known = [...Object.keys(LISTS), ...Object.keys(SPANS), ...Object.keys(FLAGS), 'gone'];
  const letters = (word: string) => [...word].sort().join('');
  return { near: known.find((word) => letters(word) === letters(typed)) ?? null, known };
}

/** Reads the common part of the text form. */
export function readFilter(line: string): FilterReading {
  const filter = structuredClone(EMPTY);
  for (const found of line.matchAll(/(-?)(?:([a-z]+):((?:"[^"]*"|\S)*)|"([^"]*)"|(\S+))/g)) {
    const [whole, minus, field, value = '', quoted, word] = found;
    const not = minus === '-';
    const flag = field === undefined ? undefined : FLAGS[field];
    if (field === 'gone') {
      filter.gone = (value === 'yes') !== not;
    } else if (flag !== undefined) {
      and(filter, { not: (value === 'yes') === not, test: { kind: 'is', field: flag } });
    } else if (field !== undefined) {
      const test = testOf(field, value);
      const at = found.index + (not ? 1 : 0);
      if (test === null)
        return {
          filter: null,
          problem: {
            at,
            length: field.length,
            fault: { kind: 'unknown_field', name: field, ...likely(field) },
          },
        };
      if (value === '')
        return {
          filter: null,
          problem: { at: at + whole.length, length: 0, fault: { kind: 'no_value', field } },
        };
      const last = filter.terms?.at(-1)?.test;
      if (field === 'day' && !not && last?.kind === 'shift' && test.kind === 'shift')
        last.shift.days = test.shift.days;
      else and(filter, { not, test });
    } else if (not) {
      and(filter, { not, test: { kind: 'contains', field: 'text', any: [quoted ?? word ?? ''] } });
    } else {
      filter.text = [filter.text, quoted ?? word].filter(Boolean).join(' ');
    }
  }
  return { filter, problem: null };
}

/** A line that {@link readFilter} reads as these conditions. */
export function writeFilter(filter: CallFilter): string {
  const quoted = (value: string) => (/[\s,:"]/.test(value) ? `"${value}"` : value);
  const name = (table: Record<string, string>, field: string) =>
    Object.entries(table).find(([, known]) => known === field)?.[0] ?? field;
  const parts = (filter.terms ?? []).map(({ not, test }) => {
    const minus = not ? '-' : '';
    if (test.kind === 'one_of') return `${minus}${name(LISTS, test.field)}:${test.any.map(quoted).join(',')}`;
    if (test.kind === 'between') return `${minus}${test.field}:${test.min ?? ''}..${test.max ?? ''}`;
    if (test.kind === 'is') return `${test.field}:${not ? 'no' : 'yes'}`;
    if (test.kind === 'contains') return `${minus}${test.any.map(quoted).join(' ')}`;
    return '';
  });
  if (filter.extensions.length > 0) parts.unshift(`ext:${filter.extensions.join(',')}`);
  if (filter.text !== null) parts.push(filter.text);
  for (const flag of ['answered', 'recorded'] as const)
    if (filter[flag] !== null) parts.push(`${flag}:${filter[flag] ? 'yes' : 'no'}`);
  if (filter.gone) parts.push('gone:yes');
  return parts.filter((part) => part !== '').join(' ');
}
