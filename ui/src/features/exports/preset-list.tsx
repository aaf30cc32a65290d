import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PresetView } from '../../ipc';
import classes from './exports.module.css';
import { useDeletePreset, usePresets } from './use-presets';

/** The kept exports over the jobs: each can be run again, with the days it means now. */
export function PresetList({ onRun }: { onRun: (preset: PresetView) => void }) {
  const { t } = useTranslation();
  const presets = usePresets();
  const forget = useDeletePreset();
  if (presets.length === 0) return null;
  return (
    <section className={classes.presets} aria-labelledby="presets-title" data-testid="preset-list">
      <h2 id="presets-title">{t('exports.preset.title')}</h2>
      <ul>
        {presets.map((preset) => (
          <li key={preset.name}>
            <strong>{preset.name}</strong>
            <Days preset={preset} />
            <bdi className={classes.path} title={preset.choices.folder?.path}>
              {preset.choices.folder?.path}
            </bdi>
            <Button variant="default" onClick={() => onRun(preset)}>
              {t('exports.preset.run')}
            </Button>
            <Tooltip label={t('exports.preset.forget', { name: preset.name })}>
              <ActionIcon
                aria-label={t('exports.preset.forget', { name: preset.name })}
                onClick={() => forget(preset.name)}
              >
                <IconX size={16} />
              </ActionIcon>
            </Tooltip>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Days({ preset: { days, onlyNew, choices } }: { preset: PresetView }) {
  const { t } = useTranslation();
  const { from, to } = choices.query.range;
  const words = onlyNew
    ? t('exports.days.onlyNew')
    : days.kind === 'relative'
      ? t(`exports.days.${days.range}`)
      : `${from.replace('T', ' ')} – ${to.replace('T', ' ')}`;
  return <span className={classes.dim}>{words}</span>;
}
