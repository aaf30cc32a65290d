import { describe, expect, it } from 'vitest';
import type { ExportEstimate, ExportOptions, ExportPreview, FolderChoice } from '../../ipc';
import {
  blockedBy,
  COLUMNS,
  chosenColumns,
  columnsOf,
  differsFromUsual,
  roomFor,
  soundFor,
  startWords,
  wholeOrNull,
  withTable,
} from './sheet-model';

const options: ExportOptions = {
  nameTemplate: '{id}',
  audio: 'original',
  sound: { mp3Kbps: null, channels: 'keep', sampleRate: null, loudness: null },
  video: 'original',
  tables: ['csv'],
  csv: 'excel',
  csvSeparator: 'comma',
  columns: [],
  parallel: null,
  limitRateKb: null,
  officeLimit: null,
  onConflict: 'skip',
  index: false,
  layout: 'folder',
  sign: false,
  zip: false,
  zipSplitKb: null,
};
const folder: FolderChoice = { id: 'f', path: '/x', freeMb: 100 };
const totals = { calls: 10, recordings: 4, talkS: 600 };
const preview: ExportPreview = { totals, problem: null };
const estimate = (neededKb: number, freeMb: number | null): ExportEstimate => ({
  recordings: 4,
  inPlace: 0,
  kilobytes: neededKb,
  basis: 'talk_time',
  seconds: null,
  neededKb,
  freeMb,
});

it('keeps of the sound what the format can have', () => {
  const sound = { mp3Kbps: 32, channels: 'mono', sampleRate: 16000, loudness: -16 } as const;
  expect(soundFor('mp3', sound)).toEqual(sound);
  expect(soundFor('flac', sound), 'only MP3 has a bit rate').toEqual({ ...sound, mp3Kbps: null });
  expect(soundFor('original', sound), 'the original is not changed').toEqual(options.sound);
});

it('adds and removes tables in their order', () => {
  expect(withTable(['jsonl'], 'csv', true)).toEqual(['csv', 'jsonl']);
  expect(withTable(['csv', 'jsonl'], 'csv', false)).toEqual(['jsonl']);
  expect(withTable(['csv'], 'csv', true)).toEqual(['csv']);
});

it('chooses columns in their order, and never without the id', () => {
  expect(chosenColumns(['talk_s', 'caller'])).toEqual(['call_id', 'caller', 'talk_s']);
  expect(chosenColumns(COLUMNS), 'all is no choice').toEqual([]);
  expect(columnsOf([])).toEqual(COLUMNS);
  expect(columnsOf(['call_id', 'did'])).toEqual(['call_id', 'did']);
  expect(COLUMNS[0]).toBe('call_id');
  expect(COLUMNS).toHaveLength(28);
});

it('says on the button what will happen', () => {
  expect(startWords(totals, false)).toEqual({ key: 'recordings', count: 4 });
  expect(startWords({ ...totals, recordings: 0 }, false)).toEqual({ key: 'tables', count: 10 });
  expect(startWords(totals, true), 'other days are counted when they are read').toEqual({
    key: 'unread',
    count: 0,
  });
});

describe('room', () => {
  it('is compared with what is expected', () => {
    expect(roomFor(estimate(99_000, 100))).toBe('enough');
    expect(roomFor(estimate(101_000, 100))).toBe('tight');
  });

  it('is not guessed', () => {
    expect(roomFor(null)).toBe('unknown');
    expect(roomFor(estimate(1, null))).toBe('unknown');
  });
});

it('names the first thing that is missing', () => {
  const fine = { unread: false, hasDays: true, names: { names: [], problem: null }, preview };
  const badName = { ...fine, names: { names: [], problem: { reason: 'no', from: 0, to: 1 } } };
  expect(blockedBy(totals, folder, options, fine)).toBeNull();
  expect(blockedBy(totals, folder, options, { ...fine, names: undefined, preview: undefined })).toBeNull();
  expect(blockedBy({ ...totals, calls: 0, recordings: 0 }, folder, options, fine)).toBe('nothing');
  expect(blockedBy({ ...totals, recordings: 0 }, folder, { ...options, tables: [] }, fine)).toBe('noTables');
  const none = { ...totals, calls: 0, recordings: 0 };
  expect(blockedBy(none, folder, options, { ...fine, unread: true }), 'nobody knows yet').toBeNull();
  expect(blockedBy(totals, folder, options, { ...fine, hasDays: false })).toBe('days');
  expect(blockedBy(totals, null, options, badName)).toBe('folder');
  expect(blockedBy(totals, folder, options, badName)).toBe('names');
  expect(blockedBy(totals, folder, options, { ...fine, preview: { ...preview, problem: 'no' } })).toBe(
    'options',
  );
});

it('shows what is unusual', () => {
  expect(differsFromUsual(options)).toBe(false);
  expect(differsFromUsual({ ...options, limitRateKb: 500 })).toBe(true);
  expect(differsFromUsual({ ...options, onConflict: 'overwrite' })).toBe(true);
});

it('reads numbers out of fields', () => {
  expect(['', '0', '8', 8.6, 'x'].map(wholeOrNull)).toEqual([null, null, 8, 9, null]);
});
