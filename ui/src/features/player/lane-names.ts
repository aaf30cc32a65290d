/** What the sides of a call are called. */
import type { TFunction } from 'i18next';
import type { CallRow } from '../../ipc';
import type { Side } from './model';

export function laneName(t: TFunction, side: Side, call: Pick<CallRow, 'extension'>): string {
  if (side === 'other') return t('player.lane.other');
  if (side === 'both') return t('player.lane.both');
  return call.extension === ''
    ? t('player.lane.extensionSide')
    : t('player.lane.extension', { extension: call.extension });
}
