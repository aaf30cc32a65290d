/** Commands for what is selected in the grid, else for the opened call; none while there is neither. */
import {
  IconCheck,
  IconCopy,
  IconEar,
  IconPlayerPlay,
  IconSquareX,
  IconStar,
  IconStarOff,
  IconTag,
  IconTagOff,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { Mark } from '../ipc';
import { formatCount } from '../lib/format';
import { useLocale } from '../lib/locale';
import { markQueries } from '../lib/marks';
import { useHash } from '../lib/route';
import type { CallsPlaceHandle } from './calls-place';
import type { Command } from './command';

const STARS = [1, 2, 3, 4, 5] as const;

export function useSelectionCommands(calls: RefObject<CallsPlaceHandle | null>): Command[] {
  const { t } = useTranslation();
  const locale = useLocale();
  const { data: tags } = useQuery(markQueries.tags(''));
  // What is selected belongs to what is seen.
  const seen = /^#\/calls|^#?\/?$/.test(useHash());
  const deeds = seen ? (calls.current?.deeds() ?? null) : null;
  if (deeds === null) return [];

  const count = deeds.selected;
  const more =
    count === 0
      ? t('calls.inspector.label')
      : t('calls.select.count', { count, number: formatCount(count, locale) });
  const command = (id: string, label: string, Icon: Command['Icon'], run: () => void): Command => ({
    id: `selection ${id}`,
    group: 'selection',
    label,
    more,
    Icon,
    run,
  });
  const marks = (id: string, label: string, Icon: Command['Icon'], mark: Mark) =>
    command(id, label, Icon, () => deeds.mark(mark));

  const { play, tag, clear, checkSound } = deeds;
  const names = (tags ?? []).map(({ name }) => name);
  return [
    ...(play === null ? [] : [command('play', t('calls.inspector.play'), IconPlayerPlay, play)]),
    { ...command('copy', t('calls.select.copyCells'), IconCopy, deeds.copy), keys: 'mod+c' },
    ...(checkSound === null ? [] : [command('sound', t('findings.check.start'), IconEar, checkSound)]),
    // The palette gives the focus back as it closes; what is opened takes it after that.
    ...(tag === null
      ? []
      : [command('tag', t('marks.tagOther'), IconTag, () => requestAnimationFrame(() => tag()))]),
    ...names.map((name) =>
      marks(`tag ${name}`, t('marks.tagWith', { name }), IconTag, { kind: 'tag', name }),
    ),
    ...names.map((name) =>
      marks(`untag ${name}`, t('marks.untag', { name }), IconTagOff, { kind: 'untag', name }),
    ),
    marks('reviewed', t('marks.markReviewed'), IconCheck, { kind: 'reviewed', reviewed: true }),
    marks('unreviewed', t('marks.markUnreviewed'), IconCheck, { kind: 'reviewed', reviewed: false }),
    ...STARS.map((rating) =>
      marks(`rate ${rating}`, t('marks.rate', { stars: rating }), IconStar, { kind: 'rating', rating }),
    ),
    marks('unrate', t('marks.ratingNone'), IconStarOff, { kind: 'rating', rating: null }),
    ...(clear === null ? [] : [command('clear', t('calls.select.clear'), IconSquareX, clear)]),
  ];
}
