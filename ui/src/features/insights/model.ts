/** What the charts show and what their marks mean. Pure. */
import type { Bin, CoverageCell, Direction, ExtensionInsight, Insights, PeriodUnit, Tally } from '../../ipc';
import { formatDuration, formatLocal } from '../../lib/format';

/** Which calls a mark stands for: a part of the range, and what holds for them besides the filters. */
export interface Mark {
  range?: { from: string; to: string };
  direction?: Direction;
  answered?: boolean;
  recorded?: boolean;
  /** Our side is this extension. */
  extension?: string;
  /** On the clocks of the range's zone; 1 is Monday. */
  hour?: { weekday: number; hour: number };
  ringS?: Seconds;
  talkS?: Seconds;
}

/** Both inclusive. */
export interface Seconds {
  min: number;
  max: number | null;
}

export type Open = (mark: Mark) => void;

export const NOTHING: Tally = { calls: 0, answered: 0, recorded: 0, missing: 0 };

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (all, one) => ({
      calls: all.calls + one.calls,
      answered: all.answered + one.answered,
      recorded: all.recorded + one.recorded,
      missing: all.missing + one.missing,
    }),
    NOTHING,
  );
}

/** A part of a whole, 0 to 1; null of nothing. */
export function partOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** `87 %`. What is nearly all is not called all, nor nearly nothing nothing. */
export function percent(part: number | null, locale: string): string {
  if (part === null) return '–';
  const shown = part > 0.99 && part < 1 ? 0.99 : part > 0 && part < 0.01 ? 0.01 : part;
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(shown);
}

const DAY: Intl.DateTimeFormatOptions = { weekday: 'short', month: 'short', day: 'numeric' };
const LABELS: Record<PeriodUnit, Intl.DateTimeFormatOptions> = {
  day: DAY,
  week: { month: 'short', day: 'numeric', year: 'numeric' },
  month: { month: 'short', year: 'numeric' },
  year: { year: 'numeric' },
};

/** A period by its first day; a cut one is still called by what it is a part of. */
export function periodLabel(from: string, unit: PeriodUnit, locale: string): string {
  return formatLocal(`${from.slice(0, 10)}T00:00:00Z`, locale, LABELS[unit]);
}

/** Below the axis there is less room. */
export function tickLabel(from: string, unit: PeriodUnit, locale: string): string {
  const short: Intl.DateTimeFormatOptions =
    unit === 'day' ? { month: 'short', day: 'numeric' } : LABELS[unit];
  return formatLocal(`${from.slice(0, 10)}T00:00:00Z`, locale, short);
}

/** Monday is 1. Any Monday will do: 2024 began with one. */
export function weekdayLabel(weekday: number, locale: string, width: 'short' | 'long'): string {
  return formatLocal(`2024-01-0${weekday}T00:00:00Z`, locale, { weekday: width });
}

/** `09:00–10:00` */
export function hourLabel(hour: number): string {
  const clock = (value: number) => `${String(value).padStart(2, '0')}:00`;
  return `${clock(hour)}–${clock(hour + 1)}`;
}

/** `0:30–0:59`, and `2:00:00+` for the last. */
export function binLabel({ minS, maxS }: Bin): string {
  return maxS === null ? `${formatDuration(minS)}+` : `${formatDuration(minS)}–${formatDuration(maxS)}`;
}

export type Stack = 'answered' | 'direction';

/** One layer of the bars. */
export interface Layer {
  key: string;
  mark: Mark;
}

/** The layers from the axis upwards. */
export function layersOf(insights: Insights, stack: Stack): Layer[] {
  return stack === 'answered'
    ? [
        { key: 'answered', mark: { answered: true } },
        { key: 'unanswered', mark: { answered: false } },
      ]
    : insights.directions.map((direction) => ({ key: direction, mark: { direction } }));
}

/** How many calls of some sums are of a layer. */
export function inLayer(insights: Insights, tallies: readonly Tally[], { mark }: Layer): number {
  if (mark.direction !== undefined) return tallies[insights.directions.indexOf(mark.direction)]?.calls ?? 0;
  const { calls, answered } = sum(tallies);
  return mark.answered === true ? answered : calls - answered;
}

/** What the hours of the week show: all calls, how many of them were answered, or those of a direction. */
export type Measure = 'calls' | 'rate' | Direction;

/** The calls that a measure is of. */
export function measured(insights: Insights, tallies: readonly Tally[], measure: Measure): Tally {
  if (measure === 'calls' || measure === 'rate') return sum(tallies);
  return tallies[insights.directions.indexOf(measure)] ?? NOTHING;
}

/** How a period of an extension looks: all recorded, a part, none although it is otherwise, none ever, nothing to record. */
export type Cover = 'whole' | 'part' | 'hole' | 'never' | 'quiet';

export function coverOf({ answered, missing, holes }: CoverageCell, { tally }: ExtensionInsight): Cover {
  if (answered === 0) return 'quiet';
  if (tally.recorded === 0) return 'never';
  if (holes > 0) return 'hole';
  return missing === 0 ? 'whole' : 'part';
}

/** Which calls of an extension's period to open: those that lack a recording, where any do. */
export function coverMark(cell: CoverageCell, extension: string): Mark {
  return cell.missing > 0 ? { extension, answered: true, recorded: false } : { extension };
}

/** The upper end of a scale: the next round number. */
export function niceTop(most: number): number {
  if (most <= 5) return 5;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 2.5, 5, 10].find((step) => step * power >= most) ?? 10;
  return step * power;
}
