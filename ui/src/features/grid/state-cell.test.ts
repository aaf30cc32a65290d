import type { ICellRendererParams } from 'ag-grid-community';
import { expect, it } from 'vitest';
import type { CallRow } from '../../ipc';
import type { GridContext } from './grid-context';
import { recordingState } from './recording-state';
import { StateCell } from './state-cell';

const row = (change: Partial<CallRow>) =>
  ({
    recordingId: '1',
    recordingMayCome: false,
    listed: true,
    status: 'answered',
    goneLocal: null,
    recordingGoneLocal: null,
    fate: null,
    ...change,
  }) as CallRow;

it('tells the states of a recording apart', () => {
  const gone = '2026-11-24T14:00:00+08:00';
  expect(recordingState(row({}), false)).toBe('playable');
  expect(recordingState(row({}), true)).toBe('playing');
  expect(recordingState(row({ listed: false }), false)).toBe('unlisted');
  expect(recordingState(row({ fate: 'exported' }), false)).toBe('downloaded');
  expect(recordingState(row({ fate: 'exported' }), true)).toBe('playing');
  expect(recordingState(row({ fate: 'not_allowed' }), false)).toBe('notAllowed');
  expect(recordingState(row({ fate: 'exported', goneLocal: gone }), false)).toBe('gone');
  expect(recordingState(row({ recordingId: null }), false)).toBe('notRecorded');
  expect(recordingState(row({ recordingId: null, recordingMayCome: true }), false)).toBe('notReady');
  expect(recordingState(row({ recordingId: null, status: 'unanswered' }), false)).toBe('nothing');
  expect(recordingState(row({ goneLocal: gone }), false)).toBe('gone');
  expect(recordingState(row({ recordingGoneLocal: gone, recordingId: null }), false)).toBe('gone');
});

it('says of a recording that can be played and of one that cannot that somebody reviewed the call', () => {
  const context = {
    t: (key: string) => key,
    playing: { get: () => null, subscribe: () => () => undefined },
  } as unknown as GridContext;
  const drawn = (data: CallRow) => {
    const cell = new StateCell();
    cell.init({ data, context } as ICellRendererParams<CallRow, unknown, GridContext>);
    return cell;
  };
  const says = (cell: StateCell) => [cell.getGui().textContent, cell.getGui().hasAttribute('data-reviewed')];
  const played = drawn(row({ reviewed: true }));
  expect(says(played)).toEqual(['calls.column.reviewed', true]);
  const none = drawn(row({ recordingId: null, reviewed: true }));
  expect(says(none)).toEqual(['calls.state.notRecorded, calls.column.reviewed', true]);
  none.refresh({ data: row({ recordingId: null }), context } as ICellRendererParams<
    CallRow,
    unknown,
    GridContext
  >);
  expect(says(none)).toEqual(['calls.state.notRecorded', false]);
});
