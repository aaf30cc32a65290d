/** The findings of the file as marks at the foot of the waveform, where those of notes stand at its head. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CallId } from '../../ipc';
import { findingQueries, findingText, useHeard } from '../../lib/findings';
import { formatDuration } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import { findingsOf } from './findings';
import classes from './player.module.css';
import type { Deck } from './player-context';

export function FindingMarks({ deck, call }: { deck: Deck; call: CallId }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { data: files } = useQuery(findingQueries.of(call, useHeard()));
  const placed = findingsOf(files ?? [], deck.fileIndex, deck.durationS);
  if (placed.length === 0) return null;
  return (
    <ul className={classes.findingMarks} aria-label={t('findings.marks')} data-testid="finding-marks">
      {placed.map(({ finding, seconds, percent }) => {
        const time = formatDuration(Math.floor(seconds));
        const label = t('findings.onWave', { time, text: findingText(t, finding, locale) });
        return (
          <li key={finding.kind} style={{ left: `${percent}%` }}>
            <button type="button" aria-label={label} title={label} onClick={() => deck.seekTo(seconds)} />
          </li>
        );
      })}
    </ul>
  );
}
