/** What the player can do by name, with its keys: for the palette. Nothing while nothing is loaded. */
import { useTranslation } from 'react-i18next';
import type { PlayerAction } from './keys';
import { useDeck } from './player-context';
import { useBindings, useKeyName } from './use-bindings';

export interface PlayerCommand {
  action: PlayerAction;
  label: string;
  /** Its first key as it is shown; empty when it has none. */
  keys: string;
  run: () => void;
}

export function usePlayerCommands(): PlayerCommand[] {
  const { t } = useTranslation();
  const deck = useDeck();
  const bindings = useBindings();
  const name = useKeyName();
  if (deck.state === 'empty') return [];
  return bindings.map(({ action, keys: [first] }) => ({
    action,
    label: t(`player.actions.${action}`),
    keys: first === undefined ? '' : name(first),
    run: () => deck.act(action),
  }));
}
