/** The grid's columns as they are remembered: order, width, pin, visibility and sort. Pure. */
import type { ColumnState } from 'ag-grid-community';
import type { SortKey } from '../../ipc';
import { columnOf } from './columns';

const VERSION = 1;
const DEFAULT_SORT: SortKey[] = [{ column: 'started', descending: true }];

/** What is kept of the grid's own description. */
export function writeColumns(state: ColumnState[]): string {
  const columns = state.map(({ colId, width, flex, hide, pinned, sort, sortIndex }) => ({
    colId,
    width,
    flex,
    hide,
    pinned,
    sort,
    sortIndex,
  }));
  return JSON.stringify({ version: VERSION, columns });
}

function isState(value: unknown): value is ColumnState {
  return typeof value === 'object' && value !== null && typeof (value as ColumnState).colId === 'string';
}

/** The remembered columns; null when there are none or they cannot be understood. */
export function readColumns(text: string): ColumnState[] | null {
  if (text === '') return null;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return null;
    const { version, columns } = parsed as { version?: unknown; columns?: unknown };
    return version === VERSION && Array.isArray(columns) && columns.every(isState) ? columns : null;
  } catch {
    return null;
  }
}

/** The order of the query: the sorted columns, first key first. */
export function sortOf(state: ColumnState[] | null): SortKey[] {
  if (state === null) return DEFAULT_SORT;
  return state
    .filter((column) => column.sort === 'asc' || column.sort === 'desc')
    .sort((a, b) => (a.sortIndex ?? 0) - (b.sortIndex ?? 0))
    .flatMap(({ colId, sort }) => {
      const column = columnOf(colId)?.sort;
      return column === undefined ? [] : [{ column, descending: sort === 'desc' }];
    });
}
