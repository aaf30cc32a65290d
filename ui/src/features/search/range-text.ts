/** A custom range in words of the locale. */
import { formatLocal } from '../../lib/format';

/** A day with its weekday, such as `Sun, 25 Oct 2026`. */
export function dayText(day: string, locale: string): string {
  const parts: Intl.DateTimeFormatOptions = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  };
  return formatLocal(`${day}T00:00Z`, locale, parts);
}

function bound(text: string, locale: string): string {
  const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' };
  return text.length === 10
    ? formatLocal(`${text}T00:00Z`, locale, day)
    : formatLocal(`${text.slice(0, 16)}Z`, locale, { ...day, hour: '2-digit', minute: '2-digit' });
}

export function rangeText(from: string, to: string, locale: string): string {
  const first = bound(from, locale);
  const last = bound(to, locale);
  return first === last ? first : `${first} – ${last}`;
}
