/** The notes of the file as marks over the waveform: beside the slider, since what is inside one cannot be reached by keys. */
import { useTranslation } from 'react-i18next';
import { formatDuration } from '../../lib/format';
import { notesOf } from './notes';
import classes from './player.module.css';
import type { Deck } from './player-context';

export function NoteMarks({ deck }: { deck: Deck }) {
  const { t } = useTranslation();
  const notes = notesOf(deck.marks, deck.fileIndex, deck.durationS);
  if (notes.length === 0) return null;
  return (
    <ul className={classes.noteMarks} aria-label={t('marks.notes')} data-testid="note-marks">
      {notes.map(({ id, seconds, percent, text }) => {
        const label = t('marks.noteOnWave', { time: formatDuration(Math.floor(seconds)), text });
        return (
          <li key={id} style={{ left: `${percent}%` }}>
            <button type="button" aria-label={label} title={label} onClick={() => deck.seekTo(seconds)} />
          </li>
        );
      })}
    </ul>
  );
}
