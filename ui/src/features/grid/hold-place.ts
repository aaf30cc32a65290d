/** Keeps the row at the top of the view where it is while rows come in above it. */
import type { CallId, CallPage } from '../../ipc';
import type { CallsApi } from './calls-grid';
import { PAGE, type PageLoader, pageStart } from './page-loader';

/** The row at the top of the view. */
interface Anchor {
  id: CallId;
  index: number;
}

export interface Source {
  loader: PageLoader;
  fetch: (offset: number) => Promise<CallPage>;
  /** Where a call stands now; null when it is not found any more. */
  positionOf: (call: CallId) => Promise<number | null>;
}

/** The grid has no way to scroll by pixels. */
const viewport = () => document.querySelector('.td-grid .ag-grid-viewport');

/** Pixels; 0 while another place is shown. The grid goes on telling the height it had. */
export const viewHeight = (): number => viewport()?.clientHeight ?? 0;

export const rowHeightOf = (grid: CallsApi): number => grid.getSizesForCurrentTheme().rowHeight;

/** The anchor of a grid that is scrolled down; null at the top, where new rows are to be seen. */
export function anchorOf(grid: CallsApi): Anchor | null {
  const { top } = grid.getVerticalPixelRange();
  if (top <= 0) return null;
  const index = Math.floor(top / rowHeightOf(grid));
  const id = grid.getDisplayedRowAtIndex(index)?.data?.id;
  return id === undefined ? null : { id, index };
}

/** Renews all rows and scrolls by as many as came in above, in one step. */
export async function renewAround(grid: CallsApi, anchor: Anchor, source: Source): Promise<void> {
  const index = await source.positionOf(anchor.id).catch(() => null);
  const shift = index === null ? 0 : index - anchor.index;
  if (index === null || shift === 0) {
    if (!grid.isDestroyed()) grid.refreshInfiniteCache();
    return;
  }
  const inView = grid.getLastDisplayedRowIndex() - grid.getFirstDisplayedRowIndex();
  const starts = [...new Set([pageStart(index), pageStart(index + inView)])];
  const pages = await Promise.all(
    starts.map(async (start) => [start, await source.fetch(start)] as const),
  ).catch(() => null);
  if (grid.isDestroyed()) return;
  // Scrolled on meanwhile: the place to hold is another one, and what is in view now is renewed where it stands.
  if (pages === null || anchorOf(grid)?.id !== anchor.id) {
    grid.refreshInfiniteCache();
    return;
  }
  const total = pages[0]?.[1].total ?? 0;
  if (total > grid.getDisplayedRowCount()) grid.setRowCount(total, true);
  const taken = pages.map(([start, page]) => source.loader.put(start, page));
  // A page the grid does not hold yet is asked for by looking at one of its rows.
  for (const start of starts) grid.getDisplayedRowAtIndex(Math.min(start + PAGE, total) - 1);
  grid.refreshInfiniteCache();
  await Promise.all(taken);
  source.loader.clearStock();
  const scrolled = viewport();
  if (scrolled !== null) scrolled.scrollTop += shift * rowHeightOf(grid);
}
