/** The keys of the window, for the list in the settings. The player shows its own with `?`. */
import type { settings } from '../../locales/en/settings';

export interface ShortcutRow {
  name: Exclude<keyof (typeof settings)['keys'], 'filterKeys'>;
  /** One or more spellings; empty for a gesture that is named in words. */
  keys: string[];
}

export const SHORTCUTS: ShortcutRow[] = [
  { name: 'palette', keys: ['mod+k'] },
  { name: 'search', keys: ['mod+f'] },
  { name: 'export', keys: ['mod+e'] },
  { name: 'calls', keys: ['mod+1'] },
  { name: 'exports', keys: ['mod+2'] },
  { name: 'insights', keys: ['mod+3'] },
  { name: 'settings', keys: ['mod+,'] },
  { name: 'move', keys: ['↑', '↓', '←', '→'] },
  { name: 'play', keys: ['Enter'] },
  { name: 'inspect', keys: ['i'] },
  { name: 'select', keys: ['Space'] },
  { name: 'range', keys: ['shift+Space'] },
  { name: 'all', keys: ['mod+a'] },
  { name: 'copy', keys: ['mod+c'] },
  { name: 'filter', keys: [] },
  { name: 'sortMore', keys: ['shift+Enter'] },
  { name: 'regions', keys: ['F6'] },
  { name: 'undo', keys: ['mod+z'] },
  { name: 'redo', keys: ['mod+shift+z'] },
  { name: 'player', keys: ['?'] },
];
