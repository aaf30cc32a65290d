/** What is loaded into the player: one file of one call, and the list it came from. */

import { useCallback, useRef, useState } from 'react';
import type { CallRow } from '../../ipc';
import type { PlayFrom } from '../../lib/play-from';
import type { CallQueue } from './player-context';

export interface Loaded {
  readonly call: CallRow;
  readonly queue: CallQueue | null;
  readonly fileIndex: number;
  /** Where playing begins, in seconds. */
  readonly seconds: number;
  /** Is not opened before somebody plays it. */
  readonly waits: boolean;
  /** Grows with every "Try again". */
  readonly attempt: number;
}

export interface Loading {
  readonly loaded: Loaded | null;
  load(call: CallRow, queue: CallQueue | null, from?: PlayFrom, waits?: boolean): void;
  setFile(fileIndex: number, seconds?: number): void;
  retry(): void;
  /** Opens what waits. */
  open(): void;
  unload(): void;
  /** Loads the neighbour of the call in its list, if there is one. */
  move(to: 'next' | 'previous'): void;
}

export function useLoaded(): Loading {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const latest = useRef(0);

  const load = useCallback(
    (call: CallRow, queue: CallQueue | null, from: PlayFrom = { fileIndex: 1 }, waits = false) => {
      latest.current += 1;
      const { fileIndex, seconds = 0 } = from;
      setLoaded({ call, queue, fileIndex, seconds, waits, attempt: latest.current });
    },
    [],
  );

  const move = useCallback(
    (to: 'next' | 'previous') => {
      const queue = loaded?.queue;
      if (loaded === null || !queue) return;
      const asked = latest.current;
      Promise.resolve(queue[to](loaded.call)).then(
        // Another call may have been chosen while the list looked for the neighbour.
        (call) => call !== null && asked === latest.current && load(call, queue),
        // A list that cannot be read says so itself; what plays goes on.
        () => undefined,
      );
    },
    [loaded, load],
  );

  return {
    loaded,
    load,
    move,
    setFile: useCallback(
      (fileIndex, seconds = 0) => setLoaded((now) => now && { ...now, fileIndex, seconds, waits: false }),
      [],
    ),
    open: useCallback(() => setLoaded((now) => now && { ...now, waits: false }), []),
    retry: useCallback(() => {
      latest.current += 1;
      const attempt = latest.current;
      setLoaded((now) => now && { ...now, attempt });
    }, []),
    unload: useCallback(() => {
      latest.current += 1;
      setLoaded(null);
    }, []),
  };
}
