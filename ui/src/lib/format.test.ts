import { describe, expect, it } from 'vitest';
import {
  civilOf,
  formatCount,
  formatDuration,
  formatInstant,
  formatKilobytes,
  formatLocal,
  parseDuration,
  safeLocale,
} from './format';

describe('durations', () => {
  it.each([
    [0, '0:00'],
    [9, '0:09'],
    [75.9, '1:15'],
    [3599, '59:59'],
    [3600, '1:00:00'],
    [-3, '0:00'],
  ])('%s s is %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it.each([
    ['90', 90],
    ['90s', 90],
    ['1:30', 90],
    ['1m30s', 90],
    ['10 min', 600],
    ['2h', 7200],
    ['1:00:05', 3605],
    ['', null],
    ['soon', null],
    ['1:75', null],
  ])('%s is %s s', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });
});

it('formats counts and sizes in the locale', () => {
  expect(formatCount(12_480, 'en-US')).toBe('12,480');
  expect(formatCount(12_480, 'de-DE')).toBe('12.480');
  expect(formatKilobytes(840, 'en-US')).toBe('840 kB');
  expect(formatKilobytes(12_400, 'en-US')).toBe('12.4 MB');
  expect(formatKilobytes(1_234_000, 'en-US')).toBe('1.2 GB');
});

it('survives a locale that is none', () => {
  expect(safeLocale('C')).toBe('en');
  expect(formatCount(1000, 'C')).toBe('1,000');
});

it('shows a local time as it is written, whatever the zone of this computer', () => {
  expect(formatLocal('2026-11-24T23:30:00+08:00', 'en-GB', { dateStyle: 'short', timeStyle: 'short' })).toBe(
    '24/11/2026, 23:30',
  );
  expect(civilOf('2026-11-24T23:30:00+08:00')).toEqual({
    date: '2026-11-24',
    time: '23:30:00',
    offset: '+08:00',
  });
});

it('never tells a time of day without its distance from UTC', () => {
  expect(formatInstant('2026-11-02T01:15:00Z', 'Asia/Kuala_Lumpur', 'en-GB')).toBe(
    '2 Nov 2026, 09:15 +08:00',
  );
  expect(formatInstant('2026-07-02T01:15:00Z', 'Europe/London', 'en-GB')).toBe('2 Jul 2026, 02:15 +01:00');
});
