/** Conditions beyond the plain filters: adding, turning round and taking away. Pure. */
import type { CallFilter, Term, TermTest } from '../../ipc';
import { DIRECTIONS, type Filters } from './filter-set';

const same = (a: Term, b: Term) => JSON.stringify(a) === JSON.stringify(b);

/** The plain filter a condition that must hold fits, if it is free; what the core does with a line of text. */
function plainly(filters: Filters, test: TermTest): Filters | null {
  if (test.kind === 'between' && test.field === 'talk') {
    const free = filters.minTalkS === null && filters.maxTalkS === null;
    return free ? { ...filters, minTalkS: test.min, maxTalkS: test.max } : null;
  }
  if (test.kind === 'one_of' && test.field === 'extension')
    return filters.extensions.length === 0 ? { ...filters, extensions: test.any } : null;
  if (test.kind === 'one_of' && test.field === 'direction') {
    const directions = DIRECTIONS.filter((direction) => test.any.includes(direction));
    const all = directions.length === test.any.length && filters.directions.length === 0;
    return all ? { ...filters, directions } : null;
  }
  const [part, ...more] = test.kind === 'contains' ? test.any : [];
  if (test.kind !== 'contains' || part === undefined || more.length > 0) return null;
  if (test.field === 'text') return { ...filters, text: `${filters.text} ${part}`.trim() };
  return filters.number.trim() === '' ? { ...filters, number: part } : null;
}

/** The filters with one more condition, where it belongs. */
export function withTerm(filters: Filters, term: Term): Filters {
  const { not, test } = term;
  if (test.kind === 'is' && test.field === 'answered' && filters.answered === null)
    return { ...filters, answered: !not };
  if (test.kind === 'is' && test.field === 'recorded' && filters.recorded === null)
    return { ...filters, recorded: !not };
  const plain = not ? null : plainly(filters, test);
  if (plain !== null) return plain;
  if (filters.terms.some((other) => same(other, term))) return filters;
  return { ...filters, terms: [...filters.terms, term] };
}

export function withoutTerm(filters: Filters, term: Term): Filters {
  return { ...filters, terms: filters.terms.filter((other) => !same(other, term)) };
}

/** The conditions of a query's filter as filters without a range. */
export function withFilter(filters: Filters, filter: CallFilter): Filters {
  const is = (test: TermTest, not = false): Term => ({ not, test });
  const terms: Term[] = [];
  if (filter.extensions.length > 0)
    terms.push(is({ kind: 'one_of', field: 'extension', any: filter.extensions }));
  if (filter.directions.length > 0)
    terms.push(is({ kind: 'one_of', field: 'direction', any: filter.directions }));
  if (filter.ids.length > 0) terms.push(is({ kind: 'one_of', field: 'id', any: filter.ids }));
  if (filter.number !== null) terms.push(is({ kind: 'contains', field: 'number', any: [filter.number] }));
  if (filter.text !== null) terms.push(is({ kind: 'contains', field: 'text', any: [filter.text] }));
  if (filter.minTalkS !== null || filter.maxTalkS !== null)
    terms.push(is({ kind: 'between', field: 'talk', min: filter.minTalkS, max: filter.maxTalkS }));
  if (filter.answered !== null) terms.push(is({ kind: 'is', field: 'answered' }, !filter.answered));
  if (filter.recorded !== null) terms.push(is({ kind: 'is', field: 'recorded' }, !filter.recorded));
  const shown = { ...filters, gone: filters.gone || filter.gone === true };
  return [...terms, ...(filter.terms ?? [])].reduce(withTerm, shown);
}

const KINDS = ['one_of', 'between', 'is', 'contains', 'shift'];

function isTerm(value: unknown): value is Term {
  if (typeof value !== 'object' || value === null) return false;
  const { not, test } = value as { not?: unknown; test?: unknown };
  if (typeof not !== 'boolean' || typeof test !== 'object' || test === null) return false;
  const { kind, any, shift } = test as {
    kind?: unknown;
    any?: unknown;
    shift?: Partial<Record<string, unknown>>;
  };
  if (typeof kind !== 'string' || !KINDS.includes(kind)) return false;
  if (kind === 'one_of' || kind === 'contains')
    return Array.isArray(any) && any.length > 0 && any.every((one) => typeof one === 'string');
  return kind !== 'shift' || (Array.isArray(shift?.hours) && Array.isArray(shift.days));
}

/** Conditions as the URL has them; the core checks what they ask. */
export function readTerms(text: string | null): Term[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(kept) ? kept.filter(isTerm) : [];
  } catch {
    return [];
  }
}
