/** The grid's columns and order, remembered in the preferences. */
import { useDebouncedCallback } from '@mantine/hooks';
import type { ColumnState } from 'ag-grid-community';
import { useCallback, useState } from 'react';
import type { SortKey } from '../../ipc';
import { useChangePreferences, usePreferences } from '../../lib/preferences';
import type { CallsApi } from './calls-grid';
import { readColumns, sortOf, writeColumns } from './column-state';

export interface Columns {
  /** As they were left; null for the usual ones. */
  initial: ColumnState[] | null;
  sort: SortKey[];
  changed: (state: ColumnState[]) => void;
}

export function useColumns(): Columns {
  const kept = usePreferences()?.gridColumns ?? '';
  const change = useChangePreferences();
  const [initial] = useState(() => readColumns(kept));
  const [sort, setSort] = useState(() => sortOf(initial));
  const keep = useDebouncedCallback(
    (state: ColumnState[]) => change({ gridColumns: writeColumns(state) }),
    400,
  );
  const changed = useCallback(
    (state: ColumnState[]) => {
      const next = sortOf(state);
      // The same order must stay the same object, or the grid would ask for all rows again.
      setSort((now) => (JSON.stringify(now) === JSON.stringify(next) ? now : next));
      keep(state);
    },
    [keep],
  );
  return { initial, sort, changed };
}

/** Puts kept columns on the grid; what cannot be understood leaves it as it is. */
export function applyColumns(grid: CallsApi, kept: string): void {
  const state = readColumns(kept);
  if (state === null) return;
  grid.applyColumnState({ state, applyOrder: true, defaultState: { sort: null } });
}
