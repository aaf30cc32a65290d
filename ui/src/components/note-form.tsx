/** A note being written: Enter saves it, Shift+Enter begins another line, Escape gives it up. */
import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './note-form.module.css';
import { QuietButton } from './quiet-button';

interface Props {
  text: string;
  onSave: (text: string) => void;
  onClose: () => void;
}

export function NoteForm({ text, onSave, onClose }: Props) {
  const { t } = useTranslation();
  const [value, setValue] = useState(text);
  const ready = value.trim() !== '' && value.trim() !== text;
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onSave(value.trim());
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
        else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
          event.preventDefault();
          if (ready) onSave(value.trim());
        } else return;
        event.stopPropagation();
      }}
    >
      <Textarea
        ref={(field) => field?.focus()}
        classNames={{ input: classes.text }}
        maxLength={4000}
        aria-label={t('marks.noteText')}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <div className={classes.buttons}>
        <Button type="submit" disabled={!ready}>
          {t('marks.noteSave')}
        </Button>
        <QuietButton onClick={onClose}>{t('common.cancel')}</QuietButton>
      </div>
    </form>
  );
}
