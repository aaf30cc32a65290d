/** Extensions, a page of them at a time: the table, and how much of each is recorded. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { QuietButton } from '../../components/quiet-button';
import { type CallQuery, type ExtensionOrder, type Insights, toAppError } from '../../ipc';
import { formatCount } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import { ChartFrame } from './chart-frame';
import charts from './charts.module.css';
import { Coverage } from './coverage';
import { ExtensionTable } from './extension-table';
import classes from './insights.module.css';
import { Legend } from './legend';
import { type Open, periodLabel } from './model';
import { NumberTable } from './number-table';
import { EXTENSIONS_SHOWN, insightsQueries } from './queries';

interface Props {
  insights: Insights;
  /** Tells the picture the extensions belong to. */
  pictured: number;
  query: CallQuery;
  /** The account may not list recordings: that there are none says nothing. */
  recordingsRefused: boolean;
  onOpen: Open;
}

export function ExtensionsPart({ insights, pictured, query, recordingsRefused, onOpen }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [order, setOrder] = useState<ExtensionOrder>({ column: 'calls', descending: true });
  const [wanted, setOffset] = useState(0);
  const offset = wanted < insights.extensions ? wanted : 0;
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...insightsQueries.extensions(query, order, offset, pictured),
    placeholderData: keepPreviousData,
  });
  if (error !== null) return <FailureNote failure={toAppError(error)} onRetry={() => void refetch()} />;
  if (!data) return null;
  // A mark of the page before may be of another question.
  const open: Open = (mark) => {
    if (!isPlaceholderData) onOpen(mark);
  };
  const n = (value: number) => formatCount(value, locale);
  const shown = t('insights.extensions.shown', {
    from: n(Math.min(offset + 1, data.total)),
    to: n(offset + data.rows.length),
    total: n(data.total),
  });
  const pager = data.total > EXTENSIONS_SHOWN && (
    <>
      <QuietButton disabled={offset === 0} onClick={() => setOffset(offset - EXTENSIONS_SHOWN)}>
        {t('insights.extensions.before')}
      </QuietButton>
      <QuietButton
        disabled={offset + EXTENSIONS_SHOWN >= data.total}
        onClick={() => setOffset(offset + EXTENSIONS_SHOWN)}
      >
        {t('insights.extensions.after')}
      </QuietButton>
    </>
  );
  const sort = (next: ExtensionOrder) => {
    setOffset(0);
    setOrder(next);
  };
  return (
    <>
      <ChartFrame
        title={t('insights.extensions.title')}
        caption={shown}
        query={query}
        table="extensions"
        controls={pager}
        busy={isPlaceholderData}
      >
        <div className={classes.wide}>
          <ExtensionTable page={data} order={order} onOrder={sort} onOpen={open} />
        </div>
      </ChartFrame>
      <ChartFrame
        title={t('insights.coverage.title')}
        caption={t(recordingsRefused ? 'insights.coverage.refused' : 'insights.coverage.caption')}
        query={query}
        table="coverage"
        busy={isPlaceholderData}
        numbers={() => <Gaps insights={insights} page={data.rows} />}
      >
        <Coverage insights={insights} rows={data.rows} onOpen={open} />
        <Legend
          entries={(['covered', 'track', 'hole', 'never'] as const).map((name) => ({
            name: t(`insights.coverage.${name}`),
            fill: charts[name] ?? '',
          }))}
        />
      </ChartFrame>
    </>
  );
}

/** Every period in which something is missing. */
function Gaps({
  insights,
  page,
}: {
  insights: Insights;
  page: {
    extension: string;
    name: string;
    coverage: { period: number; answered: number; missing: number }[];
  }[];
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const n = (value: number) => formatCount(value, locale);
  const rows = page.flatMap(({ extension, name, coverage }) =>
    coverage
      .filter((cell) => cell.missing > 0)
      .map((cell) => ({
        key: `${extension} ${cell.period}`,
        cells: [
          extension === '' ? t('insights.extensions.nobody') : `${extension} ${name}`,
          periodLabel(insights.periods[cell.period]?.from ?? '', insights.unit, locale),
          n(cell.answered),
          n(cell.answered - cell.missing),
        ],
      })),
  );
  return (
    <NumberTable
      label={t('insights.coverage.title')}
      head={[
        t('insights.column.extension'),
        t(`insights.unit.${insights.unit}`),
        t('insights.answered'),
        t('insights.recorded'),
      ]}
      rows={rows}
    />
  );
}
