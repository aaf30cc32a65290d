import { expect, it } from 'vitest';
import type { CallRow } from '../../ipc';
import { recordingState } from './state-cell';

const row = (change: Partial<CallRow>) =>
  ({
    recordingId: '1',
    recordingMayCome: false,
    listed: true,
    status: 'answered',
    goneLocal: null,
    recordingGoneLocal: null,
    ...change,
  }) as CallRow;

it('tells the states of a recording apart', () => {
  const gone = '2026-11-24T14:00:00+08:00';
  expect(recordingState(row({}), false)).toBe('playable');
  expect(recordingState(row({}), true)).toBe('playing');
  expect(recordingState(row({ listed: false }), false)).toBe('unlisted');
  expect(recordingState(row({ recordingId: null }), false)).toBe('notRecorded');
  expect(recordingState(row({ recordingId: null, recordingMayCome: true }), false)).toBe('notReady');
  expect(recordingState(row({ recordingId: null, status: 'unanswered' }), false)).toBe('nothing');
  expect(recordingState(row({ goneLocal: gone }), false)).toBe('gone');
  expect(recordingState(row({ recordingGoneLocal: gone, recordingId: null }), false)).toBe('gone');
});
