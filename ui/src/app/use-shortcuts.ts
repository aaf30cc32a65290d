/** The keys that work everywhere in the window. */
import { spotlight } from '@mantine/spotlight';
import { type RefObject, useEffect, useEffectEvent } from 'react';
import { isTyping } from '../lib/keys';
import { useMarking } from '../lib/marks';
import { navigate } from '../lib/route';
import type { CallsPlaceHandle } from './calls-place';
import { toNextRegion } from './regions';

/** Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y); in a field they belong to its text. */
function undoKey(event: KeyboardEvent): 'undo' | 'redo' | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyping(event.target)) return null;
  const key = event.key.toLowerCase();
  if (key === 'z') return event.shiftKey ? 'redo' : 'undo';
  return key === 'y' && !event.shiftKey ? 'redo' : null;
}

export function useShortcuts(calls: RefObject<CallsPlaceHandle | null>): void {
  const run = useEffectEvent((key: string): boolean => {
    switch (key) {
      case 'k':
        spotlight.toggle();
        return true;
      case 'f':
        navigate('calls');
        // The place is hidden until the next frame; what is hidden takes no focus.
        requestAnimationFrame(() => calls.current?.focusSearch());
        return true;
      case 'e':
        navigate('calls');
        calls.current?.exportNow();
        return true;
      case '1':
        navigate('calls');
        requestAnimationFrame(() => calls.current?.focusRows());
        return true;
      case '2':
        navigate('exports');
        return true;
      case '3':
        navigate('insights');
        return true;
      case ',':
      case '4':
        navigate('settings');
        return true;
      default:
        return false;
    }
  });
  const { undo, redo } = useMarking();
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (event.key === 'F6') {
        event.preventDefault();
        toNextRegion(event.shiftKey);
        return;
      }
      const undoes = undoKey(event);
      if (undoes !== null) {
        event.preventDefault();
        void (undoes === 'undo' ? undo() : redo());
        return;
      }
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      if (run(event.key.toLowerCase())) event.preventDefault();
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, [undo, redo]);
}
