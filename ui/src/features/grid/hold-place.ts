/** Keeps the row at the top of the view where it is while rows come in above it. */
import type { CallId, CallPage } from '../../ipc';
import type { CallsApi } from './calls-grid';
import { PAGE, type PageLoader, pageStart, type View } from './page-loader';

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

/** The rows that are seen when the view's top is at so many pixels. The grid itself knows them a frame later. */
export function rowsAt(grid: CallsApi, top: number): View {
  const height = rowHeightOf(grid);
  const last = Math.ceil((top + viewHeight()) / height) - 1;
  return { first: Math.floor(top / height), last: Math.min(last, grid.getDisplayedRowCount() - 1) };
}

/** The rows that are seen now; while another place is shown, those that the grid holds ready. */
export function rowsInView(grid: CallsApi): View {
  if (viewHeight() > 0) return rowsAt(grid, viewport()?.scrollTop ?? 0);
  return { first: grid.getFirstDisplayedRowIndex(), last: grid.getLastDisplayedRowIndex() };
}

/** Whether the view begins with the first row, where new rows are to be seen. */
// As it is: the grid learns of a scroll only with the next frame.
export const isAtTop = (): boolean => (viewport()?.scrollTop ?? 0) <= 0;

/** The anchor of a grid that is scrolled down; null at the top, and while the row there is awaited. */
export function anchorOf(grid: CallsApi): Anchor | null {
  if (isAtTop()) return null;
  const index = Math.floor((viewport()?.scrollTop ?? 0) / rowHeightOf(grid));
  const id = grid.getDisplayedRowAtIndex(index)?.data?.id;
  return id === undefined ? null : { id, index };
}

/** Rows may come in between the question where the row is and the page around it: then both are asked again. */
const TRIES = 3;

interface Found {
  index: number;
  pages: Map<number, CallPage>;
}

/** The pages the view will need, and where in them the anchor is. */
async function findAround(anchor: Anchor, inView: number, source: Source): Promise<Found | null> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const about = await source.positionOf(anchor.id);
    if (about === null) return null;
    const starts = [...new Set([pageStart(about), pageStart(about + inView)])];
    const pages = new Map(
      await Promise.all(starts.map(async (start) => [start, await source.fetch(start)] as const)),
    );
    for (const [start, { rows }] of pages) {
      const at = rows.findIndex(({ id }) => id === anchor.id);
      const index = start + at;
      if (at >= 0 && pages.has(pageStart(index + inView))) return { index, pages };
    }
  }
  return null;
}

/** Renews all rows and scrolls by as many as came in above, in one step. */
export async function renewAround(grid: CallsApi, anchor: Anchor, source: Source): Promise<void> {
  const inView = grid.getLastDisplayedRowIndex() - grid.getFirstDisplayedRowIndex();
  const found = await findAround(anchor, inView, source).catch(() => null);
  if (grid.isDestroyed()) return;
  // Scrolled on meanwhile: the place to hold is another one, and what is in view now is renewed where it stands.
  if (found === null || anchorOf(grid)?.id !== anchor.id) {
    source.loader.clearStock();
    grid.refreshInfiniteCache();
    return;
  }
  const { index, pages } = found;
  source.loader.clearStock();
  // Where they are not counted yet, there are at least as many as were read.
  const atLeast = ([start, { rows, total }]: [number, CallPage]) =>
    total ?? (rows.length > 0 ? start + rows.length : 0);
  const total = Math.max(...[...pages].map(atLeast));
  if (total > grid.getDisplayedRowCount()) grid.setRowCount(total, true);
  const taken = [...pages].map(([start, page]) => source.loader.put(start, page));
  grid.refreshInfiniteCache();
  // A page the grid does not hold yet is asked for by looking at one of its rows; after the others, or it would be asked twice.
  for (const start of pages.keys()) grid.getDisplayedRowAtIndex(Math.min(start + PAGE, total) - 1);
  await Promise.all(taken);
  const scrolled = viewport();
  if (scrolled !== null) scrolled.scrollTop += (index - anchor.index) * rowHeightOf(grid);
}
