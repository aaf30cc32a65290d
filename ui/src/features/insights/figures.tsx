/** The few numbers that come first; each opens the calls it counts. */
import { useTranslation } from 'react-i18next';
import type { Insights } from '../../ipc';
import { formatCount, formatDuration } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import classes from './insights.module.css';
import { type Mark, type Open, partOf, percent } from './model';

export function Figures({ insights, onOpen }: { insights: Insights; onOpen: Open }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { total, talkS, ringS } = insights;
  const n = (value: number) => formatCount(value, locale);
  const mean = (seconds: number, of: number) => (of === 0 ? '–' : formatDuration(Math.round(seconds / of)));
  const figures: { name: string; value: string; mark?: Mark }[] = [
    { name: t('insights.column.calls'), value: n(total.calls), mark: {} },
    {
      name: t('insights.rate'),
      value: percent(partOf(total.answered, total.calls), locale),
      mark: { answered: true },
    },
    { name: t('insights.unanswered'), value: n(total.calls - total.answered), mark: { answered: false } },
    {
      name: t('insights.share'),
      value: percent(partOf(total.answered - total.missing, total.answered), locale),
      mark: { answered: true, recorded: true },
    },
    { name: t('insights.missing'), value: n(total.missing), mark: { answered: true, recorded: false } },
    { name: t('insights.talkAll'), value: formatDuration(talkS) },
    { name: t('insights.talkMean'), value: mean(talkS, total.answered) },
    { name: t('insights.ringMean'), value: mean(ringS, total.calls) },
  ];
  return (
    <ul className={classes.figures} aria-label={t('insights.figures')}>
      {figures.map(({ name, value, mark }) => (
        <li key={name}>
          {mark === undefined ? (
            <span className={classes.figure}>
              <span className={classes.value}>{value}</span>
              <span className={classes.name}>{name}</span>
            </span>
          ) : (
            <button type="button" className={classes.figure} onClick={() => onOpen(mark)}>
              <span className={classes.value}>{value}</span>
              <span className={classes.name}>{name}</span>
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
