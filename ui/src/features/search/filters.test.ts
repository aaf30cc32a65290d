import { describe, expect, it } from 'vitest';
import {
  chipsOf,
  cleared,
  type Filters,
  isExtension,
  NO_FILTERS,
  parseFilters,
  queryOf,
  splitExtensions,
  turnedRound,
  withoutChip,
  writeFilters,
} from './filters';

const full: Filters = {
  range: { kind: 'custom', from: '2026-11-01T08:00', to: '2026-11-07' },
  zone: 'Asia/Kuala_Lumpur',
  extensions: ['101', '200-299'],
  directions: ['inbound', 'transit'],
  number: '+60 12',
  minTalkS: 30,
  maxTalkS: 600,
  answered: true,
  recorded: false,
  text: 'refund & “café”',
  gone: true,
  terms: [
    { not: true, test: { kind: 'one_of', field: 'queue', any: ['800', 'a & b'] } },
    { not: true, test: { kind: 'one_of', field: 'side', any: ['101'] } },
  ],
};

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

describe('filters in the URL', () => {
  it('come back as they went', () => {
    expect(parseFilters(new URLSearchParams(writeFilters(full).toString()))).toEqual(full);
    expect(parseFilters(writeFilters(NO_FILTERS))).toEqual(NO_FILTERS);
  });

  it('leave out what does not fit rather than fail', () => {
    const params = new URLSearchParams(
      'range=decade&zone=Mars/Olympus&ext=101,x,9-1&dir=inbound,up&min=-3&answered=maybe',
    );
    expect(parseFilters(params)).toEqual({ ...NO_FILTERS, extensions: ['101'], directions: ['inbound'] });
  });

  it('fall back to the last 7 days for a range that runs backwards', () => {
    expect(parseFilters(new URLSearchParams('from=2026-11-07&to=2026-11-01')).range).toEqual(
      NO_FILTERS.range,
    );
  });
});

describe('extensions', () => {
  it('are numbers, or ranges with as many digits at both ends', () => {
    expect(['101', '200-299', '00-99'].every(isExtension)).toBe(true);
    expect(['', 'abc', '1-20', '299-200', '200-', '+60'].some(isExtension)).toBe(false);
  });

  it('are found in what was pasted', () => {
    expect(splitExtensions('101, 102;103 200 - 299 101 – x')).toEqual(['101', '102', '103', '200-299']);
  });
});

describe('the query', () => {
  it('asks only what is set', () => {
    const query = queryOf({ ...NO_FILTERS, number: '  ', text: ' refund ' }, 'UTC', '2026-11-24');
    expect(query.range).toEqual({ from: '2026-11-18', to: '2026-11-24', zone: 'UTC' });
    expect(query.filter).toMatchObject({ number: null, text: 'refund', ids: [], extensions: [] });
  });
});

describe('chips', () => {
  it('stand for each active filter, talk time as one', () => {
    expect(chipsOf(full).map((chip) => chip.kind)).toEqual([
      'extension',
      'extension',
      'direction',
      'direction',
      'answered',
      'recorded',
      'talk',
      'number',
      'text',
      'gone',
      'term',
      'term',
    ]);
    expect(chipsOf(NO_FILTERS)).toEqual([]);
  });

  it('remove exactly what they stand for', () => {
    let filters = full;
    for (const chip of chipsOf(full)) filters = withoutChip(filters, chip);
    expect(filters).toEqual(cleared(full));
    expect(filters.range, 'the range is no chip').toEqual(full.range);
    expect(withoutChip(full, { kind: 'extension', value: '101' }).extensions).toEqual(['200-299']);
  });
});

describe('a chip that is turned round', () => {
  it('of calls that are gone shows those the PBX has', () => {
    expect(turnedRound(full, { kind: 'gone' })).toEqual({ ...full, gone: false });
  });

  it('asks for the rest, and turned again for the same', () => {
    for (const chip of chipsOf(full).filter(({ kind }) => kind !== 'gone')) {
      const turned = turnedRound(full, chip);
      expect(turned, chip.kind).not.toEqual(full);
      const other = chipsOf(turned).find((one) => !chipsOf(full).some((was) => same(was, one)));
      if (other === undefined) throw new Error(`${chip.kind} is gone`);
      expect(chipsOf(turnedRound(turned, other)).length, chip.kind).toBe(chipsOf(full).length);
    }
    const [extension] = chipsOf({ ...NO_FILTERS, extensions: ['101'] });
    if (extension === undefined) throw new Error('no chip');
    expect(turnedRound({ ...NO_FILTERS, extensions: ['101', '102'] }, extension)).toEqual({
      ...NO_FILTERS,
      extensions: ['102'],
      terms: [{ not: true, test: { kind: 'one_of', field: 'extension', any: ['101'] } }],
    });
    expect(turnedRound({ ...NO_FILTERS, answered: true }, { kind: 'answered', value: true }).answered).toBe(
      false,
    );
  });
});
