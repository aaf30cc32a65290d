/** What can be done with the selection, else with the opened call: for whoever offers it by name. */
import { api, type CallQuery, type CallRow, type Mark } from '../../ipc';
import { queryOfCall, useMarking } from '../../lib/marks';
import { checkSound } from '../../lib/sound-check';
import { type SelectionStore, selectionQuery } from './selection';
import type { useCopy } from './use-copy';
import type { Selected } from './use-selected';

export interface Deeds {
  /** How many calls are selected; 0 when it is about the opened one. */
  selected: number;
  mark: (mark: Mark) => void;
  copy: () => void;
  /** Listens to the recordings; null for a call without one. */
  checkSound: (() => void) | null;
  /** Null unless it is one call, with a recording as far as is known. */
  play: (() => void) | null;
  /** Opens where a tag of any name is put on the selection; null without one. */
  tag: (() => void) | null;
  /** Selects nothing; null without a selection. */
  clear: (() => void) | null;
}

interface Input {
  query: CallQuery;
  zone: string;
  store: SelectionStore;
  chosen: Selected;
  current: CallRow | null;
  copy: ReturnType<typeof useCopy>;
  play: (call: CallRow) => void;
  onTag: () => void;
}

export function useDeeds(input: Input): Deeds | null {
  const { query, zone, store, chosen, current, copy, play, onTag } = input;
  const marking = useMarking();
  const { selection, count } = chosen;
  if (count === 0) {
    if (current === null) return null;
    return {
      selected: 0,
      mark: (mark) => void marking.markCall(current, mark),
      copy: () => copy.copyRow(current),
      checkSound: current.recordingId === null ? null : () => void checkSound(queryOfCall(current)),
      play: current.recordingId === null ? null : () => play(current),
      tag: null,
      clear: null,
    };
  }
  const [only] = !selection.all && count === 1 ? selection.ids : [];
  const playOnly = (id: string) =>
    void api
      .getCall(id, zone)
      .then(play)
      // A call that has gone from the catalogue meanwhile is not played.
      .catch(() => undefined);
  return {
    selected: count,
    mark: (mark) => void marking.mark(selectionQuery(selection, query), mark),
    copy: copy.copySelection,
    checkSound: () => void checkSound(selectionQuery(selection, query)),
    play: only === undefined ? null : () => playOnly(only),
    tag: onTag,
    clear: () => store.clear(),
  };
}
