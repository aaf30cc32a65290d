/** Listens for the player's keys, wherever the focus is, as long as something is loaded. */

import { useEffect, useEffectEvent } from 'react';
import { actionFor, focusOf } from './keys';
import type { Deck } from './player-context';
import { useBindings } from './use-bindings';

/** A sheet or a modal over the window has the keys; the player's own dock is none of these. */
function dialogOpen(): boolean {
  return document.querySelector('[role=dialog][aria-modal=true]') !== null;
}

export function usePlayerKeys(deck: Deck): void {
  const bindings = useBindings();
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || deck.state === 'empty') return;
    const action = actionFor(
      {
        key: event.key,
        ctrlKey: event.ctrlKey,
        metaKey: event.metaKey,
        altKey: event.altKey,
        altGraph: event.getModifierState('AltGraph'),
      },
      focusOf(event.target, dialogOpen()),
      bindings,
    );
    if (action === null) return;
    event.preventDefault();
    deck.act(action);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}
