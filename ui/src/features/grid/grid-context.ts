/** What the cells need besides their row. */
import type { TFunction } from 'i18next';
import type { CallId, CallRow } from '../../ipc';
import type { SelectionStore } from './selection';

export interface GridContext {
  t: TFunction;
  selection: SelectionStore;
  /** Turns a row on or off; with `range`, everything from the last one. */
  choose: (row: CallRow, index: number, range: boolean) => void;
  chooseAll: (on: boolean) => void;
  play: (row: CallRow) => void;
  /** The call the player holds, for its mark in the state column. */
  playing: { get: () => CallId | null; subscribe: (listener: () => void) => () => void };
}
