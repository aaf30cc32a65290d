/** A chart with its title, what can be chosen, the same as a table, and its two files. */
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { QuietButton } from '../../components/quiet-button';
import { api, type CallQuery, type InsightsTable, toAppError } from '../../ipc';
import { pngOf } from './drawing';
import classes from './insights.module.css';

interface Props {
  title: string;
  /** What is shown, in a few words: of whose calls, per what. */
  caption: string;
  query: CallQuery;
  table: InsightsTable;
  controls?: ReactNode;
  /** What is drawn belongs to the question before. */
  busy?: boolean;
  /** The numbers of the chart, as a table; without one the chart is a table. */
  numbers?: () => ReactNode;
  children: ReactNode;
}

export function ChartFrame({
  title,
  caption,
  query,
  table,
  controls,
  busy = false,
  numbers,
  children,
}: Props) {
  const { t } = useTranslation();
  const id = useId();
  const drawn = useRef<HTMLDivElement>(null);
  const [asTable, setAsTable] = useState(false);
  const save = useMutation({
    mutationFn: async (kind: 'csv' | 'png') => {
      if (kind === 'csv') return api.saveInsightsTable(query, table);
      const { from, to, zone } = query.range;
      const chart = drawn.current;
      return chart && api.saveInsightsPicture(table, await pngOf(chart, title, `${from} – ${to} · ${zone}`));
    },
  });
  const saver = (kind: 'png' | 'csv') => {
    const label = t(kind === 'png' ? 'insights.savePng' : 'insights.saveCsv', { chart: title });
    return (
      <QuietButton
        aria-label={label}
        title={label}
        onClick={() => save.mutate(kind)}
        disabled={save.isPending}
      >
        {kind.toUpperCase()}
      </QuietButton>
    );
  };
  return (
    <section className={classes.chart} aria-labelledby={id} aria-busy={busy} data-testid={`chart-${table}`}>
      <header className={classes.head}>
        <h2 id={id}>{title}</h2>
        <span className={classes.caption}>{caption}</span>
        {/* Beside the caption: the chart does not move for it. */}
        <span className={classes.saved}>
          {save.data && (
            <span role="status" title={save.data} data-selectable>
              {t('insights.saved', { path: save.data })}
            </span>
          )}
        </span>
        <span className={classes.actions}>
          {controls}
          {numbers && (
            <QuietButton onClick={() => setAsTable(!asTable)}>
              {t(asTable ? 'insights.asChart' : 'insights.asTable')}
            </QuietButton>
          )}
          {numbers && !asTable && saver('png')}
          {saver('csv')}
        </span>
      </header>
      {save.error && <FailureNote failure={toAppError(save.error)} />}
      <div ref={drawn}>{asTable && numbers ? numbers() : children}</div>
    </section>
  );
}
