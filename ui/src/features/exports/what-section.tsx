import { useTranslation } from 'react-i18next';
import type { CallQuery, CallTotals } from '../../ipc';
import { formatCount, formatDuration } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import classes from './export-sheet.module.css';
import { Section } from './section';

interface Props {
  query: CallQuery;
  what: 'selection' | 'all';
  totals: CallTotals;
  zone: string;
}

/** What is exported: how many calls, how many recordings, how long they talk. */
export function WhatSection({ query, what, totals, zone }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const number = formatCount(totals.calls, locale);
  const { from, to } = query.range;
  return (
    <Section title={t('exports.sheet.what')}>
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
      <p className={classes.dim}>
        {t('exports.what.range', {
          from: from.replace('T', ' '),
          to: to.replace('T', ' '),
          zone: zone.replaceAll('_', ' '),
        })}
      </p>
    </Section>
  );
}
