/**
 * The grid as one stop of the Tab key (WAI-ARIA, grid pattern): arrows walk inside it, the first row leads up to the titles,
 * and Tab goes on to what stands behind. AG Grid would walk every cell of every row.
 */
import type { CallsApi } from './calls-grid';

/** Puts the focus on the row it was on last, else on the first one; false when there are no rows. */
export function focusRows(api: CallsApi): boolean {
  if (api.getDisplayedRowAtIndex(0)?.data === undefined) return false;
  const last = api.getFocusedCell();
  const row = last?.rowIndex ?? api.getFirstDisplayedRowIndex();
  api.setFocusedCell(Math.max(0, row), last?.column ?? 'started');
  return true;
}

/** What Tab does inside the grid, in AG Grid's words. */
export const TAB = {
  // To the browser: the next stop is outside.
  tabToNextCell: () => false,
  tabToNextHeader: () => false,
  focusGridInnerElement: ({ api }: { api: CallsApi }) => focusRows(api),
} as const;
