import type { calls as source } from '../en/calls';
import type { Strings } from '../shape';

export const calls: Strings<typeof source> = {
  title: 'calls',
};
