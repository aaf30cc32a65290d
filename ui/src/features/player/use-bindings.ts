/** The player's keys in use. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreferences } from '../../lib/preferences';
import { bindingsOf } from './bindings';
import type { Binding, PlayerAction } from './keys';

export function useBindings(): Binding[] {
  const kept = usePreferences()?.keys ?? '';
  return useMemo(() => bindingsOf(kept), [kept]);
}

const SIGNS: Record<string, string> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' };

/** How a key is written on the screen. */
export function useKeyName(): (key: string) => string {
  const { t } = useTranslation();
  return (key) => {
    if (key === ' ') return t('player.keyNames.space');
    if (key === 'PageUp') return t('player.keyNames.pageUp');
    if (key === 'PageDown') return t('player.keyNames.pageDown');
    return SIGNS[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  };
}

/** Puts the first key of an action behind a text, for tooltips. */
export function useHint(): (text: string, action: PlayerAction) => string {
  const bindings = useBindings();
  const name = useKeyName();
  return (text, action) => {
    const key = bindings.find((binding) => binding.action === action)?.keys[0];
    return key === undefined ? text : `${text}  ${name(key)}`;
  };
}
