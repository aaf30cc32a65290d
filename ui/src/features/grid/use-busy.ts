/** Whether somebody is at work in the grid: the pointer is over its rows, or it is scrolled down. */
import { type RefObject, useCallback, useRef } from 'react';
import type { SortKey } from '../../ipc';
import type { CallsApi } from './calls-grid';

export function useBusy(grid: CallsApi | null, sort: SortKey[]) {
  const over = useRef(false);
  const isBusy = useCallback(() => {
    // Ascending by start, what arrives later stands below: nothing moves.
    const [first] = sort;
    if (first === undefined || (first.column === 'started' && !first.descending)) return false;
    const scrolled = grid !== null && !grid.isDestroyed() && grid.getVerticalPixelRange().top > 0;
    return over.current || scrolled;
  }, [grid, sort]);
  return { isBusy, over: over as RefObject<boolean> };
}
