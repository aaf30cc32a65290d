/** Keyboard shortcuts: one spelling for matching and for showing. */

export const isMac = /mac/i.test(navigator.platform);

/** `mod+k` as `⌘K` or `Ctrl K`. */
export function showShortcut(shortcut: string): string {
  return shortcut
    .split('+')
    .map((key) => {
      if (key === 'mod') return isMac ? '⌘' : 'Ctrl';
      if (key === 'shift') return isMac ? '⇧' : 'Shift';
      if (key === 'alt') return isMac ? '⌥' : 'Alt';
      return key.length === 1 ? key.toUpperCase() : key;
    })
    .join(isMac ? '' : ' ');
}

/** True when a key event goes to something that takes text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type))
  );
}
