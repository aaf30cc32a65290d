/**
 * Civil time in IANA zones, with nothing but `Intl`. The core converts ranges; the window only needs to know which day
 * it is somewhere, and the mock plays the core.
 */

const formats = new Map<string, Intl.DateTimeFormat>();

function partsFormat(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

export function isZone(zone: string): boolean {
  try {
    partsFormat(zone);
    return true;
  } catch {
    return false;
  }
}

/** Minutes east of UTC in a zone at an instant. */
export function offsetMinutes(instant: Date, zone: string): number {
  const parts = Object.fromEntries(
    partsFormat(zone)
      .formatToParts(instant)
      .map((part) => [part.type, Number(part.value)]),
  );
  const civil = Date.UTC(
    parts.year ?? 0,
    (parts.month ?? 1) - 1,
    parts.day ?? 1,
    parts.hour ?? 0,
    parts.minute ?? 0,
    parts.second ?? 0,
  );
  return Math.round((civil - Math.floor(instant.getTime() / 1000) * 1000) / 60_000);
}

/** `+08:00` */
export function offsetText(minutes: number): string {
  const sign = minutes < 0 ? '-' : '+';
  const magnitude = Math.abs(minutes);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${sign}${pad(Math.floor(magnitude / 60))}:${pad(magnitude % 60)}`;
}

/** An instant as RFC 3339 with the zone's offset. */
export function toLocal(instant: Date, zone: string): string {
  const minutes = offsetMinutes(instant, zone);
  const civil = new Date(instant.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  return `${civil}${offsetText(minutes)}`;
}

/** The day it is in a zone: `2026-11-24`. */
export function dayIn(instant: Date, zone: string): string {
  return toLocal(instant, zone).slice(0, 10);
}

/** A civil date moved by days; calendar arithmetic, so clock changes do not matter. */
export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The instant of a civil date-time in a zone; in a gap the instant of the change, in an overlap the first or last one. */
export function fromCivil(civil: string, zone: string, edge: 'first' | 'last' = 'first'): Date {
  const asUtc = new Date(`${civil.length === 10 ? `${civil}T00:00` : civil}Z`).getTime();
  const candidates = [-1, 1]
    .map((days) => asUtc - offsetMinutes(new Date(asUtc + days * 86_400_000), zone) * 60_000)
    .filter((time) => time + offsetMinutes(new Date(time), zone) * 60_000 === asUtc)
    .sort((a, b) => a - b);
  const found = edge === 'first' ? candidates[0] : candidates.at(-1);
  if (found !== undefined) return new Date(found);
  // The clock jumped over this time: walk to the first instant that reads later.
  let time = asUtc - offsetMinutes(new Date(asUtc - 86_400_000), zone) * 60_000 - 4 * 3_600_000;
  while (time + offsetMinutes(new Date(time), zone) * 60_000 < asUtc) time += 60_000;
  return new Date(time);
}
