/** What the search bar holds: filters, their place in the URL, and the query they make. Pure. */
import type { CallFilter, CallQuery, Direction, Term } from '../../ipc';
import { isZone } from '../../lib/zone';
import { DIRECTIONS, type Filters, NO_FILTERS } from './filter-set';
import { DEFAULT_RANGE, isBound, isForward, PRESETS, type RangeChoice, rangeOf } from './range';
import { readTerms, withoutTerm, withTerm } from './terms';

export { DIRECTIONS, type Filters, NO_FILTERS } from './filter-set';

/** `101` or `200-299` with the same number of digits at both ends. */
export function isExtension(text: string): boolean {
  const match = /^(\d{1,20})(?:-(\d{1,20}))?$/.exec(text);
  if (!match) return false;
  const [, low = '', high] = match;
  return high === undefined || (low.length === high.length && low <= high);
}

/** Numbers and ranges out of what was typed or pasted: `101, 102 200 - 299`. */
export function splitExtensions(text: string): string[] {
  const parts = text
    .replace(/\s*[-–]\s*/g, '-')
    .split(/[\s,;]+/)
    .filter(isExtension);
  return [...new Set(parts)];
}

function parseRange(params: URLSearchParams): RangeChoice {
  const name = params.get('range');
  const preset = PRESETS.find((known) => known === name);
  if (preset !== undefined) return { kind: 'preset', preset };
  const [from, to] = [params.get('from') ?? '', params.get('to') ?? ''];
  return isBound(from) && isBound(to) && isForward({ from, to })
    ? { kind: 'custom', from, to }
    : DEFAULT_RANGE;
}

function parseSeconds(text: string | null): number | null {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null;
}

function parseYesNo(text: string | null): boolean | null {
  return text === 'yes' ? true : text === 'no' ? false : null;
}

/** Filters out of the URL; whatever does not fit is left out. */
export function parseFilters(params: URLSearchParams): Filters {
  const zone = params.get('zone') ?? '';
  const words = (params.get('dir') ?? '').split(',');
  return {
    range: parseRange(params),
    zone: zone !== '' && isZone(zone) ? zone : '',
    extensions: splitExtensions(params.get('ext') ?? ''),
    directions: DIRECTIONS.filter((direction) => words.includes(direction)),
    number: params.get('number') ?? '',
    minTalkS: parseSeconds(params.get('min')),
    maxTalkS: parseSeconds(params.get('max')),
    answered: parseYesNo(params.get('answered')),
    recorded: parseYesNo(params.get('rec')),
    text: params.get('q') ?? '',
    gone: params.get('gone') === 'yes',
    terms: readTerms(params.get('terms')),
  };
}

/** The URL of filters; what asks nothing is not written. */
export function writeFilters(filters: Filters): URLSearchParams {
  const params = new URLSearchParams();
  const put = (key: string, value: string) => value !== '' && params.set(key, value);
  const yesNo = (value: boolean | null) => (value === null ? '' : value ? 'yes' : 'no');
  const { range } = filters;
  if (range.kind === 'preset') {
    params.set('range', range.preset);
  } else {
    params.set('from', range.from);
    params.set('to', range.to);
  }
  put('zone', filters.zone);
  put('ext', filters.extensions.join(','));
  put('dir', filters.directions.join(','));
  put('number', filters.number);
  put('min', filters.minTalkS === null ? '' : String(filters.minTalkS));
  put('max', filters.maxTalkS === null ? '' : String(filters.maxTalkS));
  put('answered', yesNo(filters.answered));
  put('rec', yesNo(filters.recorded));
  put('q', filters.text);
  put('gone', filters.gone ? 'yes' : '');
  put('terms', filters.terms.length === 0 ? '' : JSON.stringify(filters.terms));
  return params;
}

const orNull = (text: string) => (text.trim() === '' ? null : text.trim());

/** The query of filters; its order is the grid's affair. */
export function queryOf(filters: Filters, zone: string, today: string): CallQuery {
  const filter: CallFilter = {
    extensions: filters.extensions,
    directions: filters.directions,
    number: orNull(filters.number),
    minTalkS: filters.minTalkS,
    maxTalkS: filters.maxTalkS,
    answered: filters.answered,
    recorded: filters.recorded,
    text: orNull(filters.text),
    ids: [],
    terms: filters.terms,
    gone: filters.gone,
  };
  return { range: rangeOf(filters.range, zone, today), filter, sort: [] };
}

/** One removable chip. */
export type Chip =
  | { kind: 'extension'; value: string }
  | { kind: 'direction'; value: Direction }
  | { kind: 'number'; value: string }
  | { kind: 'talk'; min: number | null; max: number | null }
  | { kind: 'answered'; value: boolean }
  | { kind: 'recorded'; value: boolean }
  | { kind: 'text'; value: string }
  | { kind: 'gone' }
  | { kind: 'term'; term: Term };

/** A chip for each active filter; range and zone stand in the bar itself. */
export function chipsOf(filters: Filters): Chip[] {
  const { answered, recorded, minTalkS: min, maxTalkS: max } = filters;
  const chips: Chip[] = [];
  for (const value of filters.extensions) chips.push({ kind: 'extension', value });
  for (const value of filters.directions) chips.push({ kind: 'direction', value });
  if (answered !== null) chips.push({ kind: 'answered', value: answered });
  if (recorded !== null) chips.push({ kind: 'recorded', value: recorded });
  if (min !== null || max !== null) chips.push({ kind: 'talk', min, max });
  if (filters.number.trim() !== '') chips.push({ kind: 'number', value: filters.number.trim() });
  if (filters.text.trim() !== '') chips.push({ kind: 'text', value: filters.text.trim() });
  if (filters.gone) chips.push({ kind: 'gone' });
  for (const term of filters.terms) chips.push({ kind: 'term', term });
  return chips;
}

/** The filters without what a chip stands for. */
export function withoutChip(filters: Filters, chip: Chip): Filters {
  switch (chip.kind) {
    case 'extension':
      return { ...filters, extensions: filters.extensions.filter((value) => value !== chip.value) };
    case 'direction':
      return { ...filters, directions: filters.directions.filter((value) => value !== chip.value) };
    case 'number':
      return { ...filters, number: '' };
    case 'talk':
      return { ...filters, minTalkS: null, maxTalkS: null };
    case 'answered':
      return { ...filters, answered: null };
    case 'recorded':
      return { ...filters, recorded: null };
    case 'text':
      return { ...filters, text: '' };
    case 'gone':
      return { ...filters, gone: false };
    case 'term':
      return withoutTerm(filters, chip.term);
  }
}

/** What a chip stands for, as a condition; that the PBX no longer has the calls is none. */
export function termOf(chip: Exclude<Chip, { kind: 'gone' }>): Term {
  switch (chip.kind) {
    case 'extension':
    case 'direction':
      return { not: false, test: { kind: 'one_of', field: chip.kind, any: [chip.value] } };
    case 'number':
    case 'text':
      return { not: false, test: { kind: 'contains', field: chip.kind, any: [chip.value] } };
    case 'talk':
      return { not: false, test: { kind: 'between', field: 'talk', min: chip.min, max: chip.max } };
    case 'answered':
    case 'recorded':
      return { not: !chip.value, test: { kind: 'is', field: chip.kind } };
    case 'term':
      return chip.term;
  }
}

/** The filters with the condition of a chip turned round: what had to hold must not, and the other way about. */
export function turnedRound(filters: Filters, chip: Chip): Filters {
  if (chip.kind === 'gone') return withoutChip(filters, chip);
  const { not, test } = termOf(chip);
  return withTerm(withoutChip(filters, chip), { not: !not, test });
}

/** Only range and zone kept. */
export function cleared(filters: Filters): Filters {
  return { ...NO_FILTERS, range: filters.range, zone: filters.zone };
}
