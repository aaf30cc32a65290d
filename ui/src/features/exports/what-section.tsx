import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatDuration } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import { DaysField } from './days-field';
import classes from './export-sheet.module.css';
import { PresetMenu, PresetName } from './preset-menu';
import { Section } from './section';
import type { ExportForm } from './use-export-form';

interface Props {
  form: ExportForm;
  what: 'selection' | 'all';
  zone: string;
}

/** What is exported: how many calls, how many recordings, how long they talk. */
export function WhatSection({ form, what, zone }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { totals, query } = form;
  const [naming, setNaming] = useState(false);
  const number = formatCount(totals.calls, locale);
  const { from, to } = query.range;
  return (
    <Section
      title={t('exports.sheet.what')}
      tools={what === 'all' && <PresetMenu form={form} naming={naming} onSave={() => setNaming(true)} />}
    >
      {naming && <PresetName form={form} onDone={() => setNaming(false)} />}
      {(!form.unread || totals.calls > 0) && (
        <p className={classes.what}>
          <strong>
            {what === 'selection'
              ? t('exports.what.selection', { count: totals.calls, number })
              : t('exports.what.all', { count: totals.calls, number })}
          </strong>
          <span>
            {t('exports.what.recordings', {
              count: totals.recordings,
              number: formatCount(totals.recordings, locale),
            })}
          </span>
          <span>{t('exports.what.talk', { time: formatDuration(totals.talkS) })}</span>
        </p>
      )}
      <p className={classes.dim}>
        {t('exports.what.range', {
          from: from.replace('T', ' '),
          to: to.replace('T', ' '),
          zone: zone.replaceAll('_', ' '),
        })}
      </p>
      {what === 'all' && <DaysField form={form} />}
    </Section>
  );
}
