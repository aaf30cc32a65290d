/** What the player asks the core for. */

import { queryOptions } from '@tanstack/react-query';
import { api, type CallId } from '../../ipc';
import { renewRows } from '../../lib/marks';
import { bucketsFor } from './silence';

export const playerQueries = {
  /** One file of a recording, fetched when it is to be played. `attempt` makes "Try again" a new question. */
  recording: (id: CallId, fileIndex: number, attempt: number) =>
    queryOptions({
      queryKey: ['recording', id, fileIndex, attempt],
      queryFn: () =>
        api.openRecording(id, fileIndex).catch((refused: unknown) => {
          // The row of the call says so from now on.
          renewRows();
          throw refused;
        }),
      // The address is good for one launch and the file may leave the cache: never taken from an earlier time.
      staleTime: Infinity,
      gcTime: 0,
      retry: false,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    }),
  /** The outline of a file that was opened. */
  outline: (id: CallId, fileIndex: number, durationMs: number) =>
    queryOptions({
      queryKey: ['outline', id, fileIndex, durationMs],
      queryFn: () => api.getOutline(id, fileIndex, bucketsFor(durationMs)),
      staleTime: Infinity,
      gcTime: 60_000,
      retry: false,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    }),
};
