/** The grid of calls: rows, selection, the line below and the inspector. */
export { CallsPane, type CallsPaneHandle, type Neighbours } from './calls-pane';
export type { ExportOrder } from './use-selected';
