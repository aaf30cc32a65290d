/** Fetches for the view as it moves, and once it rests what stands next to it. */
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect } from 'react';
import type { CallsApi } from './calls-grid';
import { PAGE, type PageLoader } from './page-loader';

const REST_MS = 100;

export function useAhead(grid: CallsApi | null, loader: PageLoader): void {
  const look = useDebouncedCallback(() => {
    if (grid === null || grid.isDestroyed()) return;
    const total = grid.getDisplayedRowCount();
    for (const row of [grid.getLastDisplayedRowIndex() + PAGE, grid.getFirstDisplayedRowIndex() - PAGE]) {
      // Looking at a row makes the grid ask for its page.
      if (row >= 0 && row < total) grid.getDisplayedRowAtIndex(row);
    }
  }, REST_MS);
  useEffect(() => {
    if (grid === null) return;
    const moved = () => {
      loader.go();
      look();
    };
    grid.addEventListener('viewportChanged', moved);
    return () => {
      if (!grid.isDestroyed()) grid.removeEventListener('viewportChanged', moved);
    };
  }, [grid, loader, look]);
}
