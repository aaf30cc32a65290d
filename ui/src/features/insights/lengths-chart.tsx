/** How long calls ring, or how long people talk. */
import { useTranslation } from 'react-i18next';
import type { CallQuery, Insights } from '../../ipc';
import { formatCount, formatDuration } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import { Bars } from './bars';
import { ChartFrame } from './chart-frame';
import { FILLS } from './legend';
import { binLabel, type Open } from './model';
import { NumberTable } from './number-table';

interface Props {
  insights: Insights;
  query: CallQuery;
  what: 'ring' | 'talk';
  onOpen: Open;
}

export function LengthsChart({ insights, query, what, onOpen }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const bins = insights[what];
  const title = t(`insights.${what}.title`);
  const named = (calls: number) => t('insights.calls', { count: calls, number: formatCount(calls, locale) });
  return (
    <ChartFrame
      title={title}
      caption={t(`insights.${what}.caption`)}
      query={query}
      table={what}
      numbers={() => (
        <NumberTable
          label={title}
          head={[t(`insights.${what}.title`), t('insights.column.calls')]}
          rows={bins.map((bin) => ({
            key: String(bin.minS),
            cells: [binLabel(bin), formatCount(bin.calls, locale)],
          }))}
        />
      )}
    >
      <Bars
        label={title}
        height={160}
        fills={FILLS.answered.slice(0, 1)}
        bars={bins.map((bin) => ({
          key: String(bin.minS),
          tick: bin.maxS === null ? `${formatDuration(bin.minS)}+` : formatDuration(bin.minS),
          parts: [
            {
              calls: bin.calls,
              label: `${binLabel(bin)}: ${named(bin.calls)}`,
              onOpen: () => {
                const seconds = { min: bin.minS, max: bin.maxS };
                onOpen(what === 'ring' ? { ringS: seconds } : { talkS: seconds, answered: true });
              },
            },
          ],
        }))}
      />
    </ChartFrame>
  );
}
