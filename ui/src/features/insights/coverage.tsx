/** A strip per extension: how much of each period was recorded. A hole is seen at a glance, by colour and by shape. */
import { useElementSize } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { CoverageCell, ExtensionInsight, Insights } from '../../ipc';
import { formatCount } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import classes from './charts.module.css';
import { MarkBoard, MarkShape } from './mark-board';
import { coverMark, coverOf, type Open, periodLabel } from './model';

interface Props {
  insights: Insights;
  rows: ExtensionInsight[];
  onOpen: Open;
}

const WIDTH = 800;
const LEFT = 148;
const ROW = 22;
const STRIP = 14;
/** So many letters of a name have room. */
const LETTERS = 20;

export function Coverage({ insights, rows, onOpen }: Props) {
  const { t } = useTranslation();
  const { ref, width } = useElementSize();
  const column = ((width || WIDTH) - LEFT) / Math.max(1, insights.periods.length);
  return (
    <MarkBoard label={t('insights.coverage.title')} ref={ref}>
      <svg width={width || WIDTH} height={rows.length * ROW} role="presentation">
        {rows.map((row, place) => (
          <g key={row.extension} transform={`translate(0 ${place * ROW})`}>
            <text y={STRIP} x={0}>
              {cut(row.extension === '' ? t('insights.extensions.nobody') : `${row.extension} ${row.name}`)}
            </text>
            <line
              x1={LEFT}
              x2={width || WIDTH}
              y1={STRIP + 3.5}
              y2={STRIP + 3.5}
              className={classes.ground}
            />
            {row.coverage.map((cell) => (
              <Cell
                key={cell.period}
                insights={insights}
                row={row}
                place={place}
                cell={cell}
                x={LEFT + cell.period * column}
                width={Math.max(1, column - (column > 3 ? 1 : 0))}
                onOpen={onOpen}
              />
            ))}
          </g>
        ))}
      </svg>
    </MarkBoard>
  );
}

function cut(text: string): string {
  const letters = [...text.trim()];
  return letters.length <= LETTERS ? letters.join('') : `${letters.slice(0, LETTERS - 1).join('')}…`;
}

interface CellProps {
  insights: Insights;
  row: ExtensionInsight;
  place: number;
  cell: CoverageCell;
  x: number;
  width: number;
  onOpen: Open;
}

function Cell({ insights, row, place, cell, x, width, onOpen }: CellProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const cover = coverOf(cell, row);
  const period = insights.periods[cell.period];
  if (cover === 'quiet' || period === undefined) return null;
  const label = t(`insights.mark.${cover}`, {
    extension: row.extension === '' ? t('insights.extensions.nobody') : row.extension,
    period: periodLabel(period.from, insights.unit, locale),
    answered: formatCount(cell.answered, locale),
    recorded: formatCount(cell.answered - cell.missing, locale),
  });
  const share = (cell.answered - cell.missing) / cell.answered;
  const box = (height: number, className: string | undefined) => (
    <rect x={x} y={STRIP + 3 - height} width={width} height={height} className={className} />
  );
  const range = { from: period.from, to: period.to };
  return (
    <MarkShape
      row={place}
      column={cell.period}
      label={label}
      onOpen={() => onOpen({ ...coverMark(cell, row.extension), range })}
    >
      {cover === 'hole' && box(STRIP + 3, classes.hole)}
      {cover === 'never' && box(3, classes.never)}
      {(cover === 'part' || cover === 'whole') && box(STRIP, classes.track)}
      {(cover === 'part' || cover === 'whole') && box(Math.max(2, STRIP * share), classes.covered)}
    </MarkShape>
  );
}
