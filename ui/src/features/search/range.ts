/** Ranges as people pick them, and the civil range each means on a given day. */
import type { RangeInput } from '../../ipc';
import { addDays } from '../../lib/zone';

export const PRESETS = ['today', 'yesterday', '7d', '30d', 'month', 'last-month'] as const;
export type Preset = (typeof PRESETS)[number];

/** A preset, or two civil dates or date-times; a bare end date is included whole. */
export type RangeChoice = { kind: 'preset'; preset: Preset } | { kind: 'custom'; from: string; to: string };

export const DEFAULT_RANGE: RangeChoice = { kind: 'preset', preset: '7d' };

const BOUND = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?)?$/;

/** True for `2026-11-01` and `2026-11-01T08:00[:00]` that exist in the calendar. */
export function isBound(text: string): boolean {
  if (!BOUND.test(text)) return false;
  const parsed = new Date(`${text.length === 10 ? `${text}T00:00` : text}Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text.slice(0, 10));
}

function presetDays(preset: Preset, today: string): [string, string] {
  const firstOfMonth = `${today.slice(0, 7)}-01`;
  switch (preset) {
    case 'today':
      return [today, today];
    case 'yesterday':
      return [addDays(today, -1), addDays(today, -1)];
    case '7d':
      return [addDays(today, -6), today];
    case '30d':
      return [addDays(today, -29), today];
    case 'month':
      return [firstOfMonth, today];
    case 'last-month': {
      const last = addDays(firstOfMonth, -1);
      return [`${last.slice(0, 7)}-01`, last];
    }
  }
}

/** The civil range of a choice when it is `today` in `zone`. */
export function rangeOf(choice: RangeChoice, zone: string, today: string): RangeInput {
  if (choice.kind === 'custom') return { from: choice.from, to: choice.to, zone };
  const [from, to] = presetDays(choice.preset, today);
  return { from, to, zone };
}

/** Days and times of a custom range joined: a time belongs to its day, an empty time leaves the day whole. */
export function customRange(days: [string, string], times: [string, string]): RangeChoice {
  const join = (day: string, time: string) => (time === '' ? day : `${day}T${time.slice(0, 5)}`);
  return { kind: 'custom', from: join(days[0], times[0]), to: join(days[1], times[1]) };
}

/** True when the range holds at least a minute: the end is after the start. */
export function isForward({ from, to }: { from: string; to: string }): boolean {
  const start = from.length === 10 ? `${from}T00:00` : from;
  const end = to.length === 10 ? `${addDays(to, 1)}T00:00` : to;
  return start < end;
}
