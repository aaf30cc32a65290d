import { expect, it } from 'vitest';
import type { CallMarks, Note } from '../../ipc';
import { notesOf } from './notes';

const note = (id: string, fileIndex: number | null, atMs: number | null): Note => ({
  id,
  call: '1',
  fileIndex,
  atMs,
  text: `note ${id}`,
  written: '2026-11-02T01:00:00Z',
  changed: null,
});

const marks: CallMarks = {
  tags: [],
  reviewedAt: null,
  rating: null,
  notes: [note('a', 1, 10_000), note('b', 2, 5_000), note('c', null, null), note('d', 1, 90_000)],
};

it('places the notes of the file that plays, within its length', () => {
  expect(notesOf(marks, 1, 40).map(({ id, seconds, percent }) => [id, seconds, percent])).toEqual([
    ['a', 10, 25],
    ['d', 40, 100],
  ]);
  expect(notesOf(marks, 2, 40).map(({ id }) => id)).toEqual(['b']);
});

it('places nothing while the length or the notes are unknown', () => {
  expect(notesOf(marks, 1, 0)).toEqual([]);
  expect(notesOf(null, 1, 40)).toEqual([]);
});
