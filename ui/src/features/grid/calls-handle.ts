/** What the window may have the grid do. */
import type { Neighbours } from './neighbours';
import type { Deeds } from './use-deeds';

export interface CallsPaneHandle {
  /** Opens the export for the selection, else for everything found. */
  exportNow: () => void;
  /** Puts the focus into the rows. */
  focusRows: () => void;
  /** The calls around any, in the order of the grid. */
  around: () => Neighbours;
  /** What can be done with the selection, else with the opened call; null while there is neither. */
  deeds: () => Deeds | null;
  selectAll: () => void;
  resetColumns: () => void;
  /** The columns as they stand, for a view to keep; opaque. */
  columnsOf: () => string;
  /** Puts kept columns back. */
  applyColumns: (kept: string) => void;
}
