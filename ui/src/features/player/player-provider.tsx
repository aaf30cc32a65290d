import type { ReactNode } from 'react';
import { DeckContext } from './player-context';
import { useDeckState } from './use-deck-state';
import { usePlayerKeys } from './use-player-keys';

/** Owns the audio element and everything that plays on it. */
export function PlayerProvider({ children }: { children: ReactNode }) {
  const deck = useDeckState();
  usePlayerKeys(deck);
  return <DeckContext value={deck}>{children}</DeckContext>;
}
