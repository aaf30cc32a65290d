/** The row of a call that was just listened to says what was found, in its place: no other row moves or is asked for. */
import { useEffect } from 'react';
import { api } from '../../ipc';
import { useHeardCall } from '../../lib/findings';
import type { CallsApi } from './calls-grid';

export function useHeardRow(grid: CallsApi | null, zone: string): void {
  const heard = useHeardCall();
  useEffect(() => {
    if (heard === null || grid === null) return;
    let stale = false;
    const node = () => (stale || grid.isDestroyed() ? undefined : grid.getRowNode(heard.call));
    if (node() === undefined) return;
    api.getCall(heard.call, zone).then(
      (row) => node()?.updateData(row),
      // The row keeps what it says; whoever looks at the call is told by the inspector.
      () => undefined,
    );
    return () => {
      stale = true;
    };
  }, [heard, grid, zone]);
}
