/** Keeps the webview's own menu ("Reload", "Back") away; where text can be typed or selected its copy and paste stay. */
import { useEffect } from 'react';

const KEPT = 'input, textarea, [data-selectable]';

export function usePageMenu(): void {
  useEffect(() => {
    const listener = (event: MouseEvent) => {
      if (event.target instanceof Element && event.target.closest(KEPT) === null) event.preventDefault();
    };
    window.addEventListener('contextmenu', listener);
    return () => window.removeEventListener('contextmenu', listener);
  }, []);
}
