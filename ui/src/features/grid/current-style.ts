/** Marks the row of the inspector: by its id, since the rows belong to the grid. */
import type { CallId } from '../../ipc';

export function currentStyle(id: CallId): string {
  const row = `.td-grid .ag-row[row-id="${CSS.escape(id)}"]`;
  return `${row}:not(.ag-row-selected) .ag-cell { background: var(--td-hover); }
    ${row} .td-select { box-shadow: inset 2px 0 0 var(--td-text); }`;
}
