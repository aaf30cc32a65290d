/** A command of the palette. */
import type { IconPhone } from '@tabler/icons-react';
import type { PaletteItem } from './palette-model';

export interface Command extends PaletteItem {
  Icon: typeof IconPhone;
  /** As a shortcut of the window (`mod+k`), or a key of the player as it is shown. */
  keys?: string;
  run: () => void;
}
