/** Conditions in words of the locale. */
import type { TFunction } from 'i18next';
import type { FindingKind, Shift, Term, TermTest, Weekday } from '../../ipc';
import { formatDuration } from '../../lib/format';

export const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const satisfies Weekday[];

/** The name of a day, short. */
export function dayName(day: Weekday, locale: string): string {
  // The first of January 2024 was a Monday.
  const date = new Date(Date.UTC(2024, 0, 1 + WEEK.indexOf(day)));
  return new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(date);
}

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** `Mon–Fri`, `Sat, Sun`: three days and more in a row become a span. */
export function daysText(days: Weekday[], locale: string): string {
  const runs: Weekday[][] = [];
  for (const day of WEEK.filter((one) => days.includes(one))) {
    const run = runs.at(-1);
    const before = WEEK[WEEK.indexOf(day) - 1];
    if (run !== undefined && run.at(-1) === before) run.push(day);
    else runs.push([day]);
  }
  const names = runs.flatMap((run) => {
    const [first, last] = [run[0], run.at(-1)];
    if (run.length < 3 || first === undefined || last === undefined)
      return run.map((day) => dayName(day, locale));
    return [`${dayName(first, locale)}–${dayName(last, locale)}`];
  });
  return names.join(', ');
}

export function shiftText(shift: Shift, locale: string): string {
  const whole = shift.hours.every(({ fromMin, toMin }) => fromMin === 0 && toMin === 0);
  const hours = shift.hours.map(({ fromMin, toMin }) => `${clock(fromMin)}–${clock(toMin)}`).join(', ');
  const days = shift.days.length === WEEK.length ? '' : daysText(shift.days, locale);
  return [whole && days !== '' ? '' : hours, days].filter((text) => text !== '').join(' ');
}

/** A kind of finding, or one of the words about all of them. */
function findingWord(t: TFunction, value: string): string {
  const about = value === 'any' || value === 'none' || value === 'unchecked';
  return about ? t(`findings.word.${value}`) : t(`findings.kind.${value as FindingKind}`);
}

function valueText(t: TFunction, field: string, value: string): string {
  if (value === '*') return t('calls.term.any');
  if (field === 'direction') return t(`calls.direction.${value as 'inbound'}`);
  if (field === 'finding') return findingWord(t, value);
  if (field === 'status') return t(`calls.status.${value as 'busy'}`);
  return value.replace(/\\([\\*])/g, '$1');
}

function span(t: TFunction, min: string | null, max: string | null): string {
  if (min === max) return min ?? '';
  if (max === null) return t('calls.term.atLeast', { min });
  if (min === null) return t('calls.term.atMost', { max });
  return t('calls.term.between', { min, max });
}

function testText(t: TFunction, test: TermTest, locale: string): string {
  switch (test.kind) {
    case 'one_of': {
      const values = test.any.map((value) => valueText(t, test.field, value)).join(', ');
      return t('calls.term.is', { field: t(`calls.term.field.${test.field}`), values });
    }
    case 'between': {
      const text = (value: number | null) =>
        value === null ? null : test.field === 'rating' ? String(value) : formatDuration(value);
      const values = span(t, text(test.min), text(test.max));
      return t('calls.term.is', { field: t(`calls.term.field.${test.field}`), values });
    }
    case 'is':
      return t(`calls.term.flag.${test.field}`);
    case 'contains':
      return t(`calls.term.contains.${test.field}`, { values: test.any.join(', ') });
    case 'shift':
      return t('calls.term.shift', { values: shiftText(test.shift, locale) });
  }
}

export function termText(t: TFunction, { not, test }: Term, locale: string): string {
  const none = not && test.kind === 'one_of' && test.field === 'side' && test.any[0] === '*';
  if (none) return t('calls.term.noSide');
  const text = testText(t, test, locale);
  return not ? t('calls.term.not', { filter: text }) : text;
}
