/** Selecting rows: one, a range that may not be loaded yet, or the whole result. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { CallQuery, CallRow } from '../../ipc';
import type { CallsApi } from './calls-grid';
import { fetchIds } from './queries';
import type { SelectionStore } from './selection';

/** Above this many calls single ones can no longer be left out of the whole result: filters do that better. */
const LARGEST_LIST = 20_000;

/** Marks the rows the grid holds as the store has them. */
function mark(grid: CallsApi, store: SelectionStore): void {
  const selection = store.get();
  const on: Parameters<CallsApi['setNodesSelected']>[0]['nodes'] = [];
  const off: typeof on = [];
  grid.forEachNode((node) => {
    if (node.data === undefined) return;
    const wanted = selection.all || selection.ids.has(node.data.id);
    if (wanted !== node.isSelected()) (wanted ? on : off).push(node);
  });
  if (on.length > 0) grid.setNodesSelected({ nodes: on, newValue: true, source: 'api' });
  if (off.length > 0) grid.setNodesSelected({ nodes: off, newValue: false, source: 'api' });
}

export interface Choosing {
  choose: (row: CallRow, index: number, range: boolean) => void;
  chooseAll: (on: boolean) => void;
  /** The whole result is too large to leave single calls out. */
  tooMany: boolean;
}

export function useChoosing(
  grid: CallsApi | null,
  store: SelectionStore,
  query: CallQuery,
  /** Null while all calls are counted. */
  total: number | null,
): Choosing {
  const client = useQueryClient();
  const [tooMany, setTooMany] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another question has another result to select from
  useEffect(() => {
    store.clear();
    setTooMany(false);
  }, [query.range, query.filter, store]);

  useEffect(() => {
    if (grid === null) return;
    const show = () => !grid.isDestroyed() && mark(grid, store);
    const unsubscribe = store.subscribe(show);
    grid.addEventListener('modelUpdated', show);
    return () => {
      unsubscribe();
      if (!grid.isDestroyed()) grid.removeEventListener('modelUpdated', show);
    };
  }, [grid, store]);

  const choose = useCallback(
    (row: CallRow, index: number, range: boolean) => {
      const from = store.from;
      const selection = store.get();
      if (selection.all) {
        if (total !== null && total > LARGEST_LIST) {
          setTooMany(true);
          return;
        }
        void fetchIds(client, query, 0, total ?? LARGEST_LIST + 1).then((ids) => {
          if (ids.length > LARGEST_LIST) {
            setTooMany(true);
            return;
          }
          store.set(ids);
          store.toggle(row.id, index);
        });
      } else if (range && from !== null && from !== index) {
        void fetchIds(client, query, Math.min(from, index), Math.max(from, index) + 1).then((ids) =>
          store.add(ids),
        );
      } else {
        store.toggle(row.id, index);
      }
    },
    [client, query, store, total],
  );

  const chooseAll = useCallback(
    (on: boolean) => {
      setTooMany(false);
      if (on) store.selectAll();
      else store.clear();
    },
    [store],
  );

  return { choose, chooseAll, tooMany };
}
