/** A condition in words, for its chip. */
import type { TFunction } from 'i18next';
import type { Hours, Term, TermTest, Weekday } from '../../ipc';
import { formatDuration, formatLocal } from '../../lib/format';

const WEEK: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Any Monday will do: 2024 began with one. */
function dayText(day: Weekday, locale: string): string {
  return formatLocal(`2024-01-0${WEEK.indexOf(day) + 1}T00:00:00Z`, locale, { weekday: 'short' });
}

function hoursText({ fromMin, toMin }: Hours): string {
  const clock = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return `${clock(fromMin)}–${clock(toMin === 0 ? 1440 : toMin)}`;
}

function testText(t: TFunction, locale: string, test: TermTest): string {
  switch (test.kind) {
    case 'shift':
      return t('calls.chip.hours', {
        days: test.shift.days.map((day) => dayText(day, locale)).join(', '),
        hours: test.shift.hours.map(hoursText).join(', '),
      });
    case 'between': {
      const [min, max] = [formatDuration(test.min ?? 0), test.max === null ? null : formatDuration(test.max)];
      if (test.field !== 'ring') return `${test.field} ${test.min ?? ''}–${test.max ?? ''}`;
      return max === null ? t('calls.chip.ringFrom', { min }) : t('calls.chip.ringBetween', { min, max });
    }
    case 'one_of':
      return test.field === 'side'
        ? t('calls.chip.side', { value: test.any.join(', ').replace(/\\([\\*])/g, '$1') })
        : `${test.field} ${test.any.join(', ')}`;
    case 'contains':
      return `${test.field} “${test.any.join(', ')}”`;
    case 'is':
      return test.field;
  }
}

export function termText(t: TFunction, locale: string, { not, test }: Term): string {
  if (not && test.kind === 'one_of' && test.field === 'side' && test.any[0] === '*')
    return t('calls.chip.noSide');
  const filter = testText(t, locale, test);
  return not ? t('calls.chip.not', { filter }) : filter;
}
