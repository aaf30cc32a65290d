import { describe, expect, it } from 'vitest';
import type { CallRow, Term } from '../../ipc';
import { cellTerm } from './cell-term';
import { NO_FILTERS, queryOf } from './filters';
import { flagOf, listOf, shiftOf, spanOf, withFlag, withList, withShift, withSpan } from './more-model';
import { readTerms, withFilter, withTerm } from './terms';

const queue: Term = { not: true, test: { kind: 'one_of', field: 'queue', any: ['800'] } };

describe('a condition', () => {
  it('goes to the plain filter it fits, a second one beside it', () => {
    const ext = (any: string[]): Term => ({ not: false, test: { kind: 'one_of', field: 'extension', any } });
    const once = withTerm(NO_FILTERS, ext(['101']));
    expect(once).toEqual({ ...NO_FILTERS, extensions: ['101'] });
    expect(withTerm(once, ext(['102']))).toEqual({ ...once, terms: [ext(['102'])] });
    expect(withTerm(withTerm(NO_FILTERS, queue), queue).terms, 'said twice is said once').toEqual([queue]);
  });

  it('comes back from a query as it went into it', () => {
    const filters = {
      ...NO_FILTERS,
      extensions: ['101', '200-299'],
      directions: ['inbound' as const],
      number: '+60',
      minTalkS: 30,
      answered: false,
      recorded: true,
      text: 'anna refund',
      terms: [queue],
    };
    expect(withFilter(NO_FILTERS, queryOf(filters, 'UTC', '2026-11-24').filter)).toEqual(filters);
  });

  it('is left out of a URL where it is none', () => {
    const kept = [queue, { not: 1 }, null, { not: false, test: { kind: 'one_of', any: [] } }, { test: 'x' }];
    expect(readTerms(JSON.stringify(kept))).toEqual([queue]);
    expect(readTerms('{')).toEqual([]);
    expect(readTerms(null)).toEqual([]);
  });
});

describe('a cell that is Alt-clicked', () => {
  const row = {
    recordingId: null,
    direction: 'unknown',
    extension: '101',
    other: '+6012',
    queue: '',
    did: '*57',
    status: 'busy',
    trunk: '',
    tags: ['vip', 'complaint'],
    reviewed: false,
    rating: null,
    notes: 2,
    talkS: 30,
  } as Partial<CallRow> as CallRow;
  const is = (test: Term['test'], not = false) => ({ not, test });

  it('asks for calls like it', () => {
    expect(cellTerm('extension', row)).toEqual(is({ kind: 'one_of', field: 'extension', any: ['101'] }));
    expect(cellTerm('state', row)).toEqual(is({ kind: 'is', field: 'recorded' }, true));
    expect(cellTerm('status', row)).toEqual(is({ kind: 'one_of', field: 'status', any: ['busy'] }));
    expect(cellTerm('tags', row)).toEqual(is({ kind: 'one_of', field: 'tag', any: ['vip', 'complaint'] }));
    expect(cellTerm('rating', row)).toEqual(is({ kind: 'between', field: 'rating', min: 1, max: 5 }, true));
    expect(cellTerm('notes', row)).toEqual(is({ kind: 'is', field: 'notes' }));
    expect(cellTerm('talk', row)).toEqual(is({ kind: 'between', field: 'talk', min: 30, max: 30 }));
  });

  it('takes a star for itself, and says nothing where it is empty', () => {
    expect(cellTerm('line', row)).toEqual(is({ kind: 'one_of', field: 'did', any: ['\\*57'] }));
    expect(cellTerm('trunk', row)).toBeNull();
    expect(cellTerm('direction', row)).toBeNull();
    expect(cellTerm('started', row)).toBeNull();
  });
});

describe('the fields of the menu', () => {
  it('show and change the first condition that must hold', () => {
    const terms = withList([queue], 'queue', ['801']);
    expect(terms, 'a denial stays as it is').toEqual([queue, expect.anything()]);
    expect(listOf(terms, 'queue')).toEqual(['801']);
    expect(withList(terms, 'queue', [])).toEqual([queue]);
    expect(spanOf(withSpan(terms, 'ring', { min: 5, max: null }), 'ring')).toEqual({ min: 5, max: null });
    expect(withSpan(withSpan([], 'ring', { min: 5, max: 9 }), 'ring', { min: null, max: null })).toEqual([]);
    expect(flagOf(withFlag([], 'reviewed', false), 'reviewed')).toBe(false);
    expect(withFlag(withFlag([], 'reviewed', true), 'reviewed', null)).toEqual([]);
    const shift = { hours: [{ fromMin: 1320, toMin: 360 }], days: ['mon' as const] };
    expect(shiftOf(withShift([queue], shift))).toEqual(shift);
    expect(withShift(withShift([queue], shift), null)).toEqual([queue]);
  });
});
