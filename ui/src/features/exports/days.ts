/** The days of an export: those of the list it was asked from, days that move with today, or only what is new. */
import type { NewSince, PresetDays, PresetView, RangeInput, RelativeRange } from '../../ipc';

export const RELATIVE = [
  'today',
  'yesterday',
  'last_7_days',
  'last_30_days',
  'this_month',
  'last_month',
] as const satisfies readonly RelativeRange[];

export type Days =
  /** As they are asked for. */
  | { readonly kind: 'asked' }
  /** Other days, as typed. */
  | { readonly kind: 'other'; readonly from: string; readonly to: string }
  | { readonly kind: 'relative'; readonly range: RelativeRange }
  /** From where the folder's exports end; the days asked for where there is none. */
  | { readonly kind: 'new' };

/** The value a choice has in a select. */
export type DaysChoice = 'asked' | 'other' | 'new' | RelativeRange;

export function choiceOf(days: Days): DaysChoice {
  return days.kind === 'relative' ? days.range : days.kind;
}

/** What choosing means; other days begin as those asked for, without their times. */
export function daysOf(choice: DaysChoice, asked: RangeInput): Days {
  switch (choice) {
    case 'asked':
    case 'new':
      return { kind: choice };
    case 'other':
      return { kind: 'other', from: asked.from.slice(0, 10), to: asked.to.slice(0, 10) };
    default:
      return { kind: 'relative', range: choice };
  }
}

/** What is known of days that the core tells. */
export interface Known {
  /** Undefined until the folder was looked at. */
  readonly earlier: NewSince | null | undefined;
  readonly relative: RangeInput | null;
}

/** The range of an export; null while the core has not told it, or while a date is missing. */
export function rangeOf(days: Days, asked: RangeInput, { earlier, relative }: Known): RangeInput | null {
  switch (days.kind) {
    case 'asked':
      return asked;
    case 'other':
      return days.from === '' || days.to === '' || days.to < days.from
        ? null
        : { from: days.from, to: days.to, zone: asked.zone };
    case 'relative':
      return relative;
    case 'new':
      return earlier === undefined ? null : (earlier?.range ?? asked);
  }
}

/** The days as a preset keeps them. */
export function keptDays(days: Days, range: RangeInput): PresetDays {
  return days.kind === 'relative' ? { kind: 'relative', range: days.range } : { kind: 'fixed', range };
}

/** The days of a preset, for a sheet that is open over the days `asked` for. */
export function presetDays({ days, onlyNew }: Pick<PresetView, 'days' | 'onlyNew'>): Days {
  if (onlyNew) return { kind: 'new' };
  if (days.kind === 'relative') return { kind: 'relative', range: days.range };
  return { kind: 'other', from: days.range.from.slice(0, 10), to: days.range.to.slice(0, 10) };
}
