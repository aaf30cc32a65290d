/** Whether rows must stay where they are: the pointer is over them, and what arrives would stand above. */
import { type RefObject, useCallback, useRef } from 'react';
import type { SortKey } from '../../ipc';

export function useBusy(sort: SortKey[]) {
  const over = useRef(false);
  const isBusy = useCallback(() => {
    // Ascending by start, what arrives later stands below: nothing moves.
    const [first] = sort;
    if (first === undefined || (first.column === 'started' && !first.descending)) return false;
    return over.current;
  }, [sort]);
  return { isBusy, over: over as RefObject<boolean> };
}
