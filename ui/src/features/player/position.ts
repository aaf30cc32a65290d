/**
 * Where playing is. Apart from the rest of the player's state because it changes ten times a second, and only what shows
 * it should be drawn anew.
 */

import { useSyncExternalStore } from 'react';

export interface Position {
  get(): number;
  set(seconds: number): void;
  subscribe(listener: () => void): () => void;
}

/** Smaller moves are nothing a person can see. */
const STEP_S = 0.05;

export function createPosition(): Position {
  let seconds = 0;
  const listeners = new Set<() => void>();
  return {
    get: () => seconds,
    set(next) {
      if (next === seconds || (next !== 0 && Math.abs(next - seconds) < STEP_S)) return;
      seconds = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The position in seconds. */
export function usePosition(position: Position): number {
  return useSyncExternalStore(position.subscribe, position.get);
}
