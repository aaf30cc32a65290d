/** The grid of calls: rows, selection, the line below and the inspector. */
export type { CallsPaneHandle } from './calls-handle';
export { CallsPane } from './calls-pane';
export type { Neighbours } from './neighbours';
export type { Deeds } from './use-deeds';
export type { ExportOrder } from './use-selected';
