/** Calls per day, week, month or year, by whether they were answered or by direction. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallQuery, Insights, Period } from '../../ipc';
import { formatCount } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import { Bars } from './bars';
import { ChartFrame } from './chart-frame';
import { Choice } from './choice';
import { FILLS, Legend } from './legend';
import {
  inLayer,
  type Layer,
  layersOf,
  type Open,
  partOf,
  percent,
  periodLabel,
  type Stack,
  sum,
  tickLabel,
} from './model';
import { NumberTable } from './number-table';

interface Props {
  insights: Insights;
  query: CallQuery;
  onOpen: Open;
}

export function PeriodsChart({ insights, query, onOpen }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [stack, setStack] = useState<Stack>('answered');
  const layers = layersOf(insights, stack);
  const n = (value: number) => formatCount(value, locale);
  const name = ({ mark }: Layer) =>
    mark.direction === undefined
      ? t(mark.answered ? 'insights.answered' : 'insights.unanswered')
      : t(`calls.direction.${mark.direction}`);
  const part = (period: Period, layer: Layer) => {
    const calls = inLayer(insights, period.directions, layer);
    const range = { from: period.from, to: period.to };
    return {
      calls,
      label: t('insights.mark.period', {
        period: `${periodLabel(period.from, insights.unit, locale)}${odd(period)}`,
        calls: t('insights.calls', { count: calls, number: n(calls) }),
        of: n(sum(period.directions).calls),
        layer: name(layer),
      }),
      onOpen: () => onOpen({ ...layer.mark, range }),
    };
  };
  const odd = ({ minutes, from, to }: Period) =>
    insights.unit === 'day' && minutes !== 1440 && from.length === 10 && to.length === 10
      ? ` (${t('insights.hours', { number: minutes / 60 })})`
      : '';
  const title = t(`insights.periods.${insights.unit}`);
  return (
    <ChartFrame
      title={title}
      caption={insights.unit === 'day' ? '' : t('insights.periods.long')}
      query={query}
      table="periods"
      controls={
        <Choice
          label={t('insights.stack.label')}
          value={stack}
          onChange={setStack}
          options={[
            { value: 'answered', label: t('insights.stack.answered') },
            { value: 'direction', label: t('insights.stack.direction') },
          ]}
        />
      }
      numbers={() => (
        <NumberTable
          label={title}
          head={[
            t(`insights.unit.${insights.unit}`),
            t('insights.column.calls'),
            t('insights.answered'),
            t('insights.rate'),
            t('insights.recorded'),
            t('insights.missing'),
            ...insights.directions.map((direction) => t(`calls.direction.${direction}`)),
          ]}
          rows={insights.periods.map((period) => {
            const { calls, answered, recorded, missing } = sum(period.directions);
            return {
              key: period.from,
              cells: [
                `${periodLabel(period.from, insights.unit, locale)}${odd(period)}`,
                n(calls),
                n(answered),
                percent(partOf(answered, calls), locale),
                n(recorded),
                n(missing),
                ...period.directions.map((tally) => n(tally.calls)),
              ],
            };
          })}
        />
      )}
    >
      <Bars
        label={title}
        height={200}
        fills={FILLS[stack].slice(0, layers.length)}
        bars={insights.periods.map((period) => ({
          key: period.from,
          tick: tickLabel(period.from, insights.unit, locale),
          parts: layers.map((layer) => part(period, layer)),
        }))}
      />
      <Legend
        entries={layers.map((layer, place) => ({ name: name(layer), fill: FILLS[stack][place] ?? '' }))}
      />
    </ChartFrame>
  );
}
