import { describe, expect, it } from 'vitest';
import { readColumns, sortOf, writeColumns } from './column-state';
import { lineOf, movedTo, partyText, reasonText } from './columns';

describe('remembered columns', () => {
  it('come back as they were left', () => {
    const state = [
      { colId: 'talk', width: 90, hide: false, pinned: 'left' as const, sort: 'desc' as const, sortIndex: 1 },
      { colId: 'started', width: 200, hide: true, pinned: null, sort: 'asc' as const, sortIndex: 0 },
      { colId: 'tags', width: 140, hide: false, pinned: 'right' as const, sort: null, sortIndex: null },
    ];
    expect(readColumns(writeColumns(state))).toEqual(state);
  });

  it('are forgotten when they cannot be understood', () => {
    for (const text of [
      '',
      'x',
      '[]',
      '{"version":99,"columns":[]}',
      '{"version":1,"columns":[{"width":3}]}',
    ]) {
      expect(readColumns(text), text).toBeNull();
    }
  });

  it('give the order of the query, first key first', () => {
    expect(sortOf(null)).toEqual([{ column: 'started', descending: true }]);
    expect(
      sortOf([
        { colId: 'talk', sort: 'desc', sortIndex: 1 },
        { colId: 'other', sort: 'asc', sortIndex: 0 },
        { colId: 'gone', sort: 'asc', sortIndex: 2 },
        { colId: 'ring', sort: null },
      ]),
    ).toEqual([
      { column: 'other', descending: false },
      { column: 'talk_s', descending: true },
    ]);
  });
});

const row = { queue: '', did: '+6032', direction: 'unknown', recordingId: null, status: 'busy', trunk: '' };
type Row = Parameters<typeof lineOf>[0];

describe('cells', () => {
  it('show the queue, else the number that was dialled', () => {
    expect(lineOf({ ...row, queue: '800' } as Row)).toBe('800');
    expect(lineOf(row as Row)).toBe('+6032');
  });

  it('do not repeat a number as its name', () => {
    expect(partyText('101', 'Amara')).toBe('101 Amara');
    expect(partyText('101', '101')).toBe('101');
    expect(partyText('', 'Anonymous')).toBe('Anonymous');
  });

  it('show where a transferred call went, and nothing twice', () => {
    const sides = { ...row, extension: '114', other: '01632960598' };
    expect(movedTo({ ...sides, destination: '101' } as Row)).toBe('101');
    expect(movedTo({ ...sides, destination: '114' } as Row)).toBe('');
    expect(movedTo({ ...sides, destination: '01632960598' } as Row)).toBe('');
    expect(movedTo({ ...sides, destination: '' } as Row)).toBe('');
  });
});

it('reads an end reason out, and leaves alone what is written for people already', () => {
  expect(reasonText('CALLER_DISCONNECTED')).toBe('Caller disconnected');
  expect(reasonText('CANCELLED')).toBe('Cancelled');
  expect(reasonText('486 Busy Here')).toBe('486 Busy Here');
  expect(reasonText('')).toBe('');
});
