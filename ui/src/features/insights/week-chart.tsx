/** Weekdays against hours, of all calls or of one direction, as a map of shades or as a table. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallQuery, Insights } from '../../ipc';
import { formatCount } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import { ChartFrame } from './chart-frame';
import { Choice } from './choice';
import { HeatMap } from './heat-map';
import { type Measure, measured, type Open, partOf, percent, weekdayLabel } from './model';
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
  const [wanted, setWanted] = useState<Measure>('calls');
  // Of one direction alone all calls are of it.
  const directions = insights.directions.length > 1 ? insights.directions : [];
  const measure = directions.some((one) => one === wanted) || wanted === 'rate' ? wanted : 'calls';
  const title = t('insights.week.title');
  const shown = (weekday: number, hour: number) => {
    const tally = measured(insights, insights.week[(weekday - 1) * 24 + hour]?.directions ?? [], measure);
    return measure === 'rate'
      ? percent(partOf(tally.answered, tally.calls), locale)
      : formatCount(tally.calls, locale);
  };
  return (
    <ChartFrame
      title={title}
      caption={t('insights.week.caption', { zone: query.range.zone })}
      query={query}
      table="week"
      controls={
        <Choice
          label={t('insights.week.measure')}
          value={measure}
          onChange={setWanted}
          options={[
            { value: 'calls', label: t('insights.column.calls') },
            { value: 'rate', label: t('insights.rate') },
            ...directions.map((value) => ({ value, label: t(`calls.direction.${value}`) })),
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
