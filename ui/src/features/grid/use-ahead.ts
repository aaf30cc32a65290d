/** Fetches for the view as it moves: what it is about to come to, and once it rests what stands next to it. */
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect } from 'react';
import type { CallsApi } from './calls-grid';
import { PAGE, type PageLoader } from './page-loader';

const REST_MS = 100;

/** Looking at a row makes the grid ask for its page. */
function lookAt(grid: CallsApi, row: number): void {
  if (row >= 0 && row < grid.getDisplayedRowCount()) grid.getDisplayedRowAtIndex(row);
}

export function useAhead(grid: CallsApi | null, loader: PageLoader): void {
  const look = useDebouncedCallback(() => {
    if (grid === null || grid.isDestroyed()) return;
    lookAt(grid, grid.getLastDisplayedRowIndex() + PAGE);
    lookAt(grid, grid.getFirstDisplayedRowIndex() - PAGE);
  }, REST_MS);
  useEffect(() => {
    if (grid === null) return;
    let before = grid.getFirstDisplayedRowIndex();
    const moved = () => {
      const first = grid.getFirstDisplayedRowIndex();
      // The wheel goes through a page in a second: the next one must be there by then.
      if (first > before) lookAt(grid, grid.getLastDisplayedRowIndex() + PAGE / 2);
      if (first < before) lookAt(grid, first - PAGE / 2);
      before = first;
      loader.go();
      look();
    };
    grid.addEventListener('viewportChanged', moved);
    return () => {
      if (!grid.isDestroyed()) grid.removeEventListener('viewportChanged', moved);
    };
  }, [grid, loader, look]);
}
