/** The notes of a call: each with its second in the recording, if it has one. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import { NoteForm } from '../../components/note-form';
import { QuietButton } from '../../components/quiet-button';
import type { CallRow, Note } from '../../ipc';
import { formatDuration, formatInstant } from '../../lib/format';
import { useMarking } from '../../lib/marks';
import { useZone } from '../../lib/session';
import classes from './inspector.module.css';
import { Group } from './inspector-facts';

interface Props {
  call: CallRow;
  notes: Note[];
  locale: string;
  onPlayAt: (seconds: number, fileIndex: number) => void;
}

const NEW = 'new';

export function InspectorNotes({ call, notes, locale, onPlayAt }: Props) {
  const { t } = useTranslation();
  const marking = useMarking();
  /** The note that is being written: one of the list, or a new one. */
  const [open, setOpen] = useState<string | null>(null);
  const add = (
    <Tooltip label={t('marks.noteAdd')}>
      <ActionIcon size="sm" onClick={() => setOpen(NEW)} aria-label={t('marks.noteAdd')}>
        <IconPlus {...icon} />
      </ActionIcon>
    </Tooltip>
  );
  const write = (text: string) => {
    setOpen(null);
    void marking.writeNote({ call: call.id, atMs: null, fileIndex: null, text });
  };
  const change = (id: string, text: string) => {
    setOpen(null);
    void marking.changeNote(id, text);
  };
  return (
    <Group title={t('marks.notes')} action={add}>
      {notes.length === 0 && open !== NEW && <p className={classes.nothing}>{t('marks.notesNone')}</p>}
      <ul className={classes.notes} data-testid="notes">
        {notes.map((note) => (
          <li key={note.id}>
            {open === note.id ? (
              <NoteForm
                text={note.text}
                onSave={(text) => change(note.id, text)}
                onClose={() => setOpen(null)}
              />
            ) : (
              <NoteLine
                note={note}
                playable={call.recordingId !== null}
                locale={locale}
                onPlayAt={onPlayAt}
                onEdit={() => setOpen(note.id)}
                onDelete={() => void marking.deleteNote(note.id)}
              />
            )}
          </li>
        ))}
      </ul>
      {open === NEW && <NoteForm text="" onSave={write} onClose={() => setOpen(null)} />}
    </Group>
  );
}

interface LineProps extends Pick<Props, 'locale' | 'onPlayAt'> {
  note: Note;
  playable: boolean;
  onEdit: () => void;
  onDelete: () => void;
}

function NoteLine({ note, playable, locale, onPlayAt, onEdit, onDelete }: LineProps) {
  const { t } = useTranslation();
  const zone = useZone();
  const seconds = note.atMs === null ? null : note.atMs / 1000;
  const time = seconds === null ? '' : formatDuration(Math.floor(seconds));
  return (
    <>
      <div className={classes.note}>
        {seconds !== null && (
          <QuietButton
            size="compact-xs"
            disabled={!playable}
            aria-label={t('marks.notePlay', { time })}
            onClick={() => onPlayAt(seconds, note.fileIndex ?? 1)}
          >
            {time}
          </QuietButton>
        )}
        <span data-selectable dir="auto" title={formatInstant(note.written, zone, locale)}>
          {note.text}
        </span>
      </div>
      <ActionIcon size={24} onClick={onEdit} aria-label={t('marks.noteEdit')} title={t('marks.noteEdit')}>
        <IconPencil {...icon} />
      </ActionIcon>
      <ActionIcon
        size={24}
        onClick={onDelete}
        aria-label={t('marks.noteDelete')}
        title={t('marks.noteDelete')}
      >
        <IconTrash {...icon} />
      </ActionIcon>
    </>
  );
}
