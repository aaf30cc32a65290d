/** Stacked bars over an axis; every part of a bar is a mark. */
import { useElementSize } from '@mantine/hooks';
import { Bar, BarChart, CartesianGrid, type RectangleProps, XAxis, YAxis } from 'recharts';
import { formatCount } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import { MarkBoard, MarkShape } from './mark-board';
import { niceTop } from './model';

/** One bar: its parts from the axis upwards. */
export interface BarOf {
  key: string;
  /** Below the axis. */
  tick: string;
  parts: { calls: number; label: string; onOpen: () => void }[];
}

interface Props {
  label: string;
  bars: BarOf[];
  /** The classes of the parts, from the axis upwards. */
  fills: string[];
  height: number;
}

/** Drawn at this width until it is measured. */
const WIDTH = 800;
const TEXT = { fontSize: 11, fill: 'var(--td-dim)', stroke: 'none' } as const;

export function Bars({ label, bars, fills, height }: Props) {
  const locale = useLocale();
  const { ref, width } = useElementSize();
  const most = Math.max(0, ...bars.map((bar) => bar.parts.reduce((all, part) => all + part.calls, 0)));
  const top = niceTop(most);
  return (
    <MarkBoard label={label} ref={ref}>
      <BarChart
        width={width || WIDTH}
        height={height}
        data={bars}
        margin={{ top: 8, right: 1, bottom: 0, left: 0 }}
        barCategoryGap={bars.length > 120 ? 0 : bars.length > 40 ? 1 : '15%'}
        accessibilityLayer={false}
      >
        <CartesianGrid vertical={false} stroke="var(--td-line)" />
        <XAxis
          dataKey="tick"
          interval="preserveStart"
          minTickGap={16}
          tick={TEXT}
          tickLine={false}
          stroke="var(--td-line-strong)"
          height={20}
        />
        <YAxis
          domain={[0, top]}
          ticks={[0, top / 2, top].filter(Number.isInteger)}
          tickFormatter={(value: number) => formatCount(value, locale)}
          tick={TEXT}
          tickLine={false}
          axisLine={false}
          width={52}
        />
        {fills.map((fill, layer) => (
          <Bar
            key={fill}
            dataKey={(bar: BarOf) => bar.parts[layer]?.calls ?? 0}
            stackId="all"
            isAnimationActive={false}
            shape={(shape: RectangleProps & { index?: number }) => (
              <Part shape={shape} bars={bars} layer={layer} layers={fills.length} fill={fill} />
            )}
          />
        ))}
      </BarChart>
    </MarkBoard>
  );
}

interface PartProps {
  shape: RectangleProps & { index?: number };
  bars: BarOf[];
  layer: number;
  layers: number;
  fill: string;
}

function Part({ shape, bars, layer, layers, fill }: PartProps) {
  const { x = 0, y = 0, width = 0, height = 0, index = 0 } = shape;
  const part = bars[index]?.parts[layer];
  // Nothing to open, and nothing to see.
  if (part === undefined || part.calls === 0) return null;
  return (
    <MarkShape row={layers - layer} column={index} label={part.label} onOpen={part.onOpen}>
      <rect x={x} y={y} width={Math.max(1, width)} height={Math.max(1, height)} className={fill} />
    </MarkShape>
  );
}
