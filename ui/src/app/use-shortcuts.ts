/** The keys that work everywhere in the window. */
import { spotlight } from '@mantine/spotlight';
import { type RefObject, useEffect, useEffectEvent } from 'react';
import { navigate } from '../lib/route';
import type { CallsPlaceHandle } from './calls-place';

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
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      if (run(event.key.toLowerCase())) event.preventDefault();
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}
