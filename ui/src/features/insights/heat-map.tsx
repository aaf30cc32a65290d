/** Weekdays against hours: the darker, the more. The numbers stand in the fields where there is room. */
import { useElementSize } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Insights } from '../../ipc';
import { formatCount } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import classes from './charts.module.css';
import { MarkBoard, MarkShape } from './mark-board';
import { hourLabel, type Measure, measured, type Open, partOf, percent, weekdayLabel } from './model';

interface Props {
  insights: Insights;
  measure: Measure;
  onOpen: Open;
}

const WIDTH = 800;
const LEFT = 44;
const TOP = 18;
const ROW = 24;
/** Narrower fields have no room for a number. */
const ROOM = 28;
/** How dark a field can be: its number stays readable on it, in light and dark. */
const LEAST = 0.04;
const MOST = 0.48;

export function HeatMap({ insights, measure, onOpen }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { ref, width } = useElementSize();
  const direction = measure === 'calls' || measure === 'rate' ? undefined : measure;
  const column = ((width || WIDTH) - LEFT) / 24;
  const hours = insights.week.map((hour) => ({
    ...hour,
    tally: measured(insights, hour.directions, measure),
  }));
  const most = Math.max(1, ...hours.map((hour) => hour.tally.calls));
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  return (
    <MarkBoard label={t('insights.week.title')} ref={ref}>
      <svg width={width || WIDTH} height={TOP + 7 * ROW} role="presentation">
        {Array.from({ length: 24 }, (_, hour) => (
          <text key={hourLabel(hour)} x={LEFT + (hour + 0.5) * column} y={11} textAnchor="middle">
            {hour}
          </text>
        ))}
        {[1, 2, 3, 4, 5, 6, 7].map((weekday) => (
          <text key={weekday} x={0} y={TOP + (weekday - 0.5) * ROW + 4}>
            {weekdayLabel(weekday, locale, 'short')}
          </text>
        ))}
        {hours.map(({ weekday, hour, tally }) => {
          const rate = partOf(tally.answered, tally.calls);
          const depth = measure === 'rate' ? (rate ?? 0) : tally.calls / most;
          const place = { x: LEFT + hour * column, y: TOP + (weekday - 1) * ROW };
          const box = { ...place, width: column - 1, height: ROW - 1 };
          const key = `${weekday} ${hour}`;
          if (tally.calls === 0) return <rect key={key} {...box} className={classes.empty} />;
          const label = t(direction ? 'insights.mark.hourOf' : 'insights.mark.hour', {
            layer: direction && t(`calls.direction.${direction}`),
            day: weekdayLabel(weekday, locale, 'long'),
            hours: hourLabel(hour),
            calls: t('insights.calls', { count: tally.calls, number: formatCount(tally.calls, locale) }),
            rate: percent(rate, locale),
          });
          return (
            <g key={key}>
              <MarkShape
                row={weekday}
                column={hour}
                label={label}
                onOpen={() => onOpen({ hour: { weekday, hour }, ...(direction && { direction }) })}
              >
                <rect {...box} className={classes.empty} />
                <rect {...box} className={classes.heat} fillOpacity={LEAST + depth * (MOST - LEAST)} />
              </MarkShape>
              {column >= ROOM && (
                <text
                  x={place.x + (column - 1) / 2}
                  y={place.y + ROW / 2 + 3}
                  textAnchor="middle"
                  className={classes.inField}
                  aria-hidden
                >
                  {measure === 'rate' ? percent(rate, locale) : compact.format(tally.calls)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </MarkBoard>
  );
}
