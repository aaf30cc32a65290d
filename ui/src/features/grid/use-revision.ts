/** Changes when the rows of a query may be others, or the same with news: more was read, somebody marked calls, or a sound check ended. */
import { useThrottledValue } from '@mantine/hooks';
import type { SearchSnapshot } from '../../ipc';
import { useSoundRevision } from '../../lib/findings';
import { useMarkRevision } from '../../lib/marks';
import { stampOf } from './count';

/** Often enough to see rows arrive. */
const EVERY_MS = 800;

/** Empty until something is known of the range. */
export function useRevision(snapshot: SearchSnapshot | null): string {
  const read = useThrottledValue(snapshot === null ? '' : stampOf(snapshot), EVERY_MS);
  const marked = useMarkRevision();
  const sound = useSoundRevision();
  return read === '' ? '' : `${read} ${marked} ${sound}`;
}
