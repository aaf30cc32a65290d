import type { settings as source } from '../en/settings';
import type { Strings } from '../shape';

export const settings: Strings<typeof source> = {
  title: 'settings',
};
