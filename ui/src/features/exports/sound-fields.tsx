import { Checkbox, NumberInput, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Sound, SoundChannels } from '../../ipc';
import classes from './export-sheet.module.css';
import { MP3_KBPS, SAMPLE_RATES, USUAL_KBPS, USUAL_LOUDNESS } from './sheet-model';
import type { ExportForm } from './use-export-form';

const CHANNELS: readonly SoundChannels[] = ['keep', 'mono', 'stereo', 'split'];
const KEEP = 'keep';

/** How converted files sound. */
export function SoundFields({ form }: { form: ExportForm }) {
  const { t } = useTranslation();
  const { audio, sound } = form.options;
  const set = (change: Partial<Sound>) => form.set({ sound: { ...sound, ...change } });
  return (
    <>
      <div className={classes.sound}>
        <Select
          label={t('exports.sound.channels.label')}
          allowDeselect={false}
          data={CHANNELS.map((value) => ({ value, label: t(`exports.sound.channels.${value}`) }))}
          value={sound.channels}
          onChange={(value) => set({ channels: (value ?? 'keep') as SoundChannels })}
        />
        <Select
          label={t('exports.sound.rate.label')}
          allowDeselect={false}
          data={[
            { value: KEEP, label: t('exports.sound.rate.keep') },
            ...SAMPLE_RATES.map((rate) => ({ value: String(rate), label: `${rate / 1000} kHz` })),
          ]}
          value={sound.sampleRate === null ? KEEP : String(sound.sampleRate)}
          onChange={(value) => set({ sampleRate: value === null || value === KEEP ? null : Number(value) })}
        />
        {audio === 'mp3' && (
          <Select
            label={t('exports.sound.kbps')}
            allowDeselect={false}
            data={MP3_KBPS.map((kbps) => ({ value: String(kbps), label: `${kbps} kbit/s` }))}
            value={String(sound.mp3Kbps ?? USUAL_KBPS)}
            onChange={(value) => set({ mp3Kbps: Number(value) === USUAL_KBPS ? null : Number(value) })}
          />
        )}
      </div>
      <Checkbox
        label={t('exports.sound.level.label')}
        description={t('exports.sound.level.hint')}
        checked={sound.loudness !== null}
        onChange={(event) => set({ loudness: event.currentTarget.checked ? USUAL_LOUDNESS : null })}
      />
      {sound.loudness !== null && (
        <NumberInput
          className={classes.loudness}
          label={t('exports.sound.level.value')}
          min={-36}
          max={-10}
          clampBehavior="strict"
          allowDecimal={false}
          suffix=" LUFS"
          value={sound.loudness}
          onChange={(value) => typeof value === 'number' && set({ loudness: value })}
        />
      )}
    </>
  );
}
