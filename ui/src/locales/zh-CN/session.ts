import type { session as source } from '../en/session';
import type { Strings } from '../shape';

export const session: Strings<typeof source> = {
  title: 'session',
};
