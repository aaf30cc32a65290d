/** A note at this second of the recording, and the review mark, beside the other controls. */
import { ActionIcon, Popover, Tooltip } from '@mantine/core';
import { IconCheck, IconNote } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { NoteForm } from '../../components/note-form';
import { formatDuration } from '../../lib/format';
import { useMarking } from '../../lib/marks';
import classes from './player.module.css';
import type { Deck } from './player-context';
import { useHint } from './use-bindings';

export function NoteControl({ deck }: { deck: Deck }) {
  const { t } = useTranslation();
  const hint = useHint();
  const marking = useMarking();
  const { noteAt, call } = deck;
  const at = noteAt ?? 0;
  const title = t('marks.noteAt', { time: formatDuration(Math.floor(at)) });
  const save = (text: string) => {
    deck.closeNote();
    if (call === null) return;
    const atMs = Math.round(at * 1000);
    void marking.writeNote({ call: call.id, fileIndex: deck.fileIndex, atMs, text });
  };
  return (
    <Popover
      position="top-end"
      withinPortal
      trapFocus
      returnFocus
      width={320}
      // What is typed right after the key belongs to the note.
      transitionProps={{ duration: 0 }}
      opened={noteAt !== null}
      onChange={(open) => !open && deck.closeNote()}
    >
      <Popover.Target>
        <Tooltip label={hint(t('marks.noteNew'), 'note')} disabled={noteAt !== null}>
          <ActionIcon
            aria-label={t('marks.noteNew')}
            disabled={deck.durationS === 0}
            onClick={() => (noteAt === null ? deck.act('note') : deck.closeNote())}
            data-testid="player-note"
          >
            <IconNote size={16} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={title} className={classes.noting}>
        <div className={classes.noteTitle}>{title}</div>
        <NoteForm text="" onSave={save} onClose={deck.closeNote} />
      </Popover.Dropdown>
    </Popover>
  );
}

export function ReviewControl({ deck }: { deck: Deck }) {
  const { t } = useTranslation();
  const hint = useHint();
  const reviewed = deck.marks?.reviewedAt != null;
  return (
    <Tooltip label={hint(t(reviewed ? 'marks.reviewed' : 'marks.markReviewed'), 'review')}>
      <ActionIcon
        className={classes.toggle}
        aria-label={t('marks.reviewed')}
        aria-pressed={reviewed}
        data-on={reviewed || undefined}
        disabled={deck.marks === null}
        onClick={() => deck.act('review')}
        data-testid="player-review"
      >
        <IconCheck size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
