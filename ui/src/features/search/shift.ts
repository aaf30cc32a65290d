/** Shifts at hand, and days that are longer or shorter than others. Pure. */
import type { Shift, Weekday } from '../../ipc';
import { addDays, fromCivil } from '../../lib/zone';

const WORKDAYS: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri'];

const hours = (from: number, to: number) => [{ fromMin: from * 60, toMin: to * 60 }];

export type ShiftName = 'all' | 'day' | 'night' | 'weekend' | 'custom';

/** What each name stands for; one's own begins with business hours of every day. */
export const SHIFTS: Record<ShiftName, Shift | null> = {
  all: null,
  day: { hours: hours(9, 17), days: WORKDAYS },
  night: { hours: hours(22, 6), days: WORKDAYS },
  weekend: { hours: hours(0, 0), days: ['sat', 'sun'] },
  custom: { hours: hours(8, 18), days: [...WORKDAYS, 'sat', 'sun'] },
};

/** The name of a shift: one's own when it is none of those at hand. */
export function shiftName(shift: Shift | null): ShiftName {
  const text = JSON.stringify(shift && { hours: shift.hours, days: shift.days });
  const known = (Object.keys(SHIFTS) as ShiftName[]).find((name) => JSON.stringify(SHIFTS[name]) === text);
  return known ?? 'custom';
}

/** Minutes of `22:00`; an empty time is midnight. */
export function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return (hour * 60 + minute) % 1440 || 0;
}

export function clockText(minute: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** Hours of a local day: 24, or other where the clocks change. */
export function hoursOfDay(day: string, zone: string): number {
  const [start, end] = [fromCivil(`${day}T00:00`, zone), fromCivil(`${addDays(day, 1)}T00:00`, zone)];
  return (end.getTime() - start.getTime()) / 3_600_000;
}

/** Days of a range that have not 24 hours, at most so many; of a range of years the latest. */
export function oddDays(from: string, to: string, zone: string, most = 4): { day: string; hours: number }[] {
  const odd: { day: string; hours: number }[] = [];
  const [first, last] = [from.slice(0, 10), to.slice(0, 10)];
  for (let day = last, n = 0; day >= first && n < 800 && odd.length < most; day = addDays(day, -1), n += 1) {
    const length = hoursOfDay(day, zone);
    if (length !== 24) odd.unshift({ day, hours: length });
  }
  return odd;
}
