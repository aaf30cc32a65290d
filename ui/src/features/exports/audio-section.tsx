import { Checkbox, SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AudioFormat } from '../../ipc';
import classes from './export-sheet.module.css';
import { Section } from './section';
import { soundFor } from './sheet-model';
import { SoundFields } from './sound-fields';
import type { ExportForm } from './use-export-form';

const FORMATS: readonly AudioFormat[] = ['original', 'wav', 'mp3', 'flac'];

/** The format of the files, and how they sound. */
export function AudioSection({ form }: { form: ExportForm }) {
  const { t } = useTranslation();
  const { audio, sound, video } = form.options;
  return (
    <Section title={t('exports.sheet.audio')}>
      <SegmentedControl
        fullWidth
        aria-label={t('exports.sheet.audio')}
        data={FORMATS.map((value) => ({ value, label: t(`exports.audio.${value}`) }))}
        value={audio}
        onChange={(value) => form.set({ audio: value, sound: soundFor(value, sound) })}
      />
      <p className={classes.dim}>{t(`exports.audioHint.${audio}`)}</p>
      {audio !== 'original' && <SoundFields form={form} />}
      <Checkbox
        label={t('exports.video.label')}
        description={t('exports.video.hint')}
        checked={video === 'audio'}
        onChange={(event) => form.set({ video: event.currentTarget.checked ? 'audio' : 'original' })}
      />
    </Section>
  );
}
