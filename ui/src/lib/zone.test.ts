import { describe, expect, it } from 'vitest';
import { addDays, fromCivil, isZone, offsetMinutes, offsetText, toLocal } from './zone';

describe('offsets', () => {
  it.each([
    ['2026-01-15T12:00:00Z', 'Europe/Berlin', '+01:00'],
    ['2026-07-15T12:00:00Z', 'Europe/Berlin', '+02:00'],
    ['2026-07-15T12:00:00Z', 'Asia/Kathmandu', '+05:45'],
    ['2026-07-15T12:00:00Z', 'America/St_Johns', '-02:30'],
    ['2026-07-15T12:00:00Z', 'UTC', '+00:00'],
  ])('at %s in %s is %s', (instant, zone, offset) => {
    expect(offsetText(offsetMinutes(new Date(instant), zone))).toBe(offset);
  });
});

describe('civil times', () => {
  it('go there and back', () => {
    const instant = fromCivil('2026-11-24T14:03:27', 'Asia/Kuala_Lumpur');
    expect(instant.toISOString()).toBe('2026-11-24T06:03:27.000Z');
    expect(toLocal(instant, 'Asia/Kuala_Lumpur')).toBe('2026-11-24T14:03:27+08:00');
  });

  it('that occur twice mean the first or the last', () => {
    expect(fromCivil('2026-10-25T02:30', 'Europe/Berlin', 'first').toISOString()).toBe(
      '2026-10-25T00:30:00.000Z',
    );
    expect(fromCivil('2026-10-25T02:30', 'Europe/Berlin', 'last').toISOString()).toBe(
      '2026-10-25T01:30:00.000Z',
    );
  });

  it('that the clock skips mean the change', () => {
    expect(fromCivil('2026-03-29T02:30', 'Europe/Berlin').toISOString()).toBe('2026-03-29T01:00:00.000Z');
    // In Beirut the day of the change has no midnight.
    expect(fromCivil('2026-03-29', 'Asia/Beirut').toISOString()).toBe('2026-03-28T22:00:00.000Z');
  });
});

it('moves days over month ends and leap days', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
});

it('knows zones', () => {
  expect(isZone('Europe/Berlin')).toBe(true);
  expect(isZone('Berlin')).toBe(false);
});
