/** Conditions as the fields of the "More" menu show and change them: the first of each field that must hold. Pure. */
import type { FlagField, ListField, Shift, SpanField, Term, TermTest } from '../../ipc';

type Fits = (term: Term) => boolean;

/** The terms with the first that fits in another form, or gone, or a new one at the end. */
function put(terms: Term[], fits: Fits, term: Term | null): Term[] {
  const place = terms.findIndex(fits);
  if (place < 0) return term === null ? terms : [...terms, term];
  return terms.flatMap((other, at) => (at === place ? (term === null ? [] : [term]) : [other]));
}

const is = (test: TermTest): Term => ({ not: false, test });

const ofList =
  (field: ListField): Fits =>
  ({ not, test }) =>
    !not && test.kind === 'one_of' && test.field === field;

export function listOf(terms: Term[], field: ListField): string[] {
  const test = terms.find(ofList(field))?.test;
  return test?.kind === 'one_of' ? test.any : [];
}

export function withList(terms: Term[], field: ListField, any: string[]): Term[] {
  return put(terms, ofList(field), any.length === 0 ? null : is({ kind: 'one_of', field, any }));
}

export interface Span {
  min: number | null;
  max: number | null;
}

const ofSpan =
  (field: SpanField): Fits =>
  ({ not, test }) =>
    !not && test.kind === 'between' && test.field === field;

export function spanOf(terms: Term[], field: SpanField): Span {
  const test = terms.find(ofSpan(field))?.test;
  return test?.kind === 'between' ? { min: test.min, max: test.max } : { min: null, max: null };
}

export function withSpan(terms: Term[], field: SpanField, { min, max }: Span): Term[] {
  const none = min === null && max === null;
  return put(terms, ofSpan(field), none ? null : is({ kind: 'between', field, min, max }));
}

const ofFlag =
  (field: FlagField): Fits =>
  ({ test }) =>
    test.kind === 'is' && test.field === field;

/** Yes, no, or not asked. */
export function flagOf(terms: Term[], field: FlagField): boolean | null {
  const term = terms.find(ofFlag(field));
  return term === undefined ? null : !term.not;
}

export function withFlag(terms: Term[], field: FlagField, value: boolean | null): Term[] {
  return put(terms, ofFlag(field), value === null ? null : { not: !value, test: { kind: 'is', field } });
}

const ofShift: Fits = ({ not, test }) => !not && test.kind === 'shift';

export function shiftOf(terms: Term[]): Shift | null {
  const test = terms.find(ofShift)?.test;
  return test?.kind === 'shift' ? test.shift : null;
}

export function withShift(terms: Term[], shift: Shift | null): Term[] {
  return put(terms, ofShift, shift === null ? null : is({ kind: 'shift', shift }));
}
