/** Weekdays against hours, as a map of shades or as a table. */
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallQuery, Insights } from '../../ipc';
import { formatCount } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import { ChartFrame } from './chart-frame';
import { HeatMap, type Measure } from './heat-map';
import { type Open, partOf, percent, sum, weekdayLabel } from './model';
import { NumberTable } from './number-table';

interface Props {
  insights: Insights;
  query: CallQuery;
  onOpen: Open;
}

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

export function WeekChart({ insights, query, onOpen }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [measure, setMeasure] = useState<Measure>('calls');
  const title = t('insights.week.title');
  const shown = (weekday: number, hour: number) => {
    const { calls, answered } = sum(insights.week[(weekday - 1) * 24 + hour]?.directions ?? []);
    return measure === 'calls' ? formatCount(calls, locale) : percent(partOf(answered, calls), locale);
  };
  return (
    <ChartFrame
      title={title}
      caption={t('insights.week.caption', { zone: query.range.zone })}
      query={query}
      table="week"
      controls={
        <SegmentedControl
          size="xs"
          value={measure}
          onChange={(value) => setMeasure(value as Measure)}
          aria-label={t('insights.week.measure')}
          data={[
            { value: 'calls', label: t('insights.column.calls') },
            { value: 'rate', label: t('insights.rate') },
          ]}
        />
      }
      numbers={() => (
        <NumberTable
          label={title}
          head={[t('insights.week.hour'), ...WEEKDAYS.map((day) => weekdayLabel(day, locale, 'short'))]}
          rows={Array.from({ length: 24 }, (_, hour) => ({
            key: String(hour),
            cells: [`${String(hour).padStart(2, '0')}:00`, ...WEEKDAYS.map((day) => shown(day, hour))],
          }))}
        />
      )}
    >
      <HeatMap insights={insights} measure={measure} onOpen={onOpen} />
    </ChartFrame>
  );
}
