/** Numbers, sizes, durations and times in the person's locale. Pure: locale and zone are arguments. */
import { offsetMinutes, offsetText } from './zone';

/** A locale `Intl` accepts: some systems report names such as `C`, which it refuses. */
export function safeLocale(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

const numberFormats = new Map<string, Intl.NumberFormat>();

/** `12,480` */
export function formatCount(value: number, locale: string): string {
  let format = numberFormats.get(locale);
  if (format === undefined) {
    format = new Intl.NumberFormat(safeLocale(locale), { maximumFractionDigits: 0 });
    numberFormats.set(locale, format);
  }
  return format.format(value);
}

/** An amount of money whose currency is the tenant's: `0.0125`. */
export function formatAmount(value: number, locale: string): string {
  return new Intl.NumberFormat(safeLocale(locale), {
    minimumFractionDigits: 2,
    maximumFractionDigits: 4,
  }).format(value);
}

/** Seconds as `m:ss`, from an hour on `h:mm:ss`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const s = String(whole % 60).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${s}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${s}`;
}

/** Seconds typed as `90`, `90s`, `1:30`, `2m`, `1m30s` or `1h`; null when it is none of these. */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim().toLowerCase();
  if (/^\d+$/.test(trimmed)) return Number(trimmed);
  const clock = /^(?:(\d+):)?(\d+):([0-5]?\d)$/.exec(trimmed);
  if (clock) return Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  const words = /^(?:(\d+)\s*h)?\s*(?:(\d+)\s*m(?:in)?)?\s*(?:(\d+)\s*s)?$/.exec(trimmed);
  if (!words || trimmed === '') return null;
  return Number(words[1] ?? 0) * 3600 + Number(words[2] ?? 0) * 60 + Number(words[3] ?? 0);
}

/** Thousands of bytes as `840 kB`, `12.4 MB` or `1.2 GB`. */
export function formatKilobytes(kilobytes: number, locale: string): string {
  const units = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  let value = kilobytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return new Intl.NumberFormat(safeLocale(locale), {
    style: 'unit',
    unit: units[unit],
    unitDisplay: 'short',
    maximumFractionDigits: unit === 0 || value >= 100 ? 0 : 1,
  }).format(value);
}

/** The civil parts of an RFC 3339 time with offset, as written: no conversion happens in the window. */
export function civilOf(rfc3339: string): { date: string; time: string; offset: string } {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?/.exec(rfc3339);
  return { date: match?.[1] ?? '', time: match?.[2] ?? '', offset: match?.[3] ?? '' };
}

const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs more than a hundred uses of it, and the grid shows hundreds of times. */
function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let format = dateFormats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(safeLocale(locale), options);
    dateFormats.set(key, format);
  }
  return format;
}

/** A local time in the locale's order, from an RFC 3339 text with offset. */
export function formatLocal(rfc3339: string, locale: string, options?: Intl.DateTimeFormatOptions): string {
  const { date, time } = civilOf(rfc3339);
  if (date === '') return rfc3339;
  // The civil time is formatted as if it were UTC, so that the system's zone cannot shift it.
  const shown = options ?? { dateStyle: 'medium', timeStyle: 'medium' };
  return dateFormat(locale, { ...shown, timeZone: 'UTC' }).format(new Date(`${date}T${time}Z`));
}

/** An instant as a clock time in a zone: `14:03`. */
export function formatClock(rfc3339: string, zone: string, locale: string): string {
  return new Intl.DateTimeFormat(safeLocale(locale), {
    timeZone: zone,
    timeStyle: 'short',
  }).format(new Date(rfc3339));
}

/** An instant of today as a clock time, one of another day with its date: `14:03`, `Nov 2, 14:03`. */
export function formatSince(rfc3339: string, zone: string, locale: string, now = new Date()): string {
  const day = (at: Date) => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(at);
  const instant = new Date(rfc3339);
  if (day(instant) === day(now)) return formatClock(rfc3339, zone, locale);
  return new Intl.DateTimeFormat(safeLocale(locale), {
    timeZone: zone,
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  }).format(instant);
}

/** An instant as date and time in a zone, with its distance from UTC: `Nov 2, 2026, 9:15 AM +08:00`. */
export function formatInstant(rfc3339: string, zone: string, locale: string): string {
  const instant = new Date(rfc3339);
  const shown = new Intl.DateTimeFormat(safeLocale(locale), {
    timeZone: zone,
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(instant);
  return `${shown} ${offsetText(offsetMinutes(instant, zone))}`;
}

/** The day of an instant, for what is not about hours: `Nov 2, 2026`. */
export function formatDay(rfc3339: string, zone: string, locale: string): string {
  return new Intl.DateTimeFormat(safeLocale(locale), { timeZone: zone, dateStyle: 'medium' }).format(
    new Date(rfc3339),
  );
}
