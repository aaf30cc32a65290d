import { describe, expect, it } from 'vitest';
import { clockText, hoursOfDay, minuteOf, oddDays, SHIFTS, shiftName } from './shift';
import { daysText, shiftText } from './term-text';

describe('days on which the clocks change', () => {
  it('have 23 or 25 hours', () => {
    expect(hoursOfDay('2026-03-29', 'Europe/Berlin')).toBe(23);
    expect(hoursOfDay('2026-10-25', 'Europe/Berlin')).toBe(25);
    expect(hoursOfDay('2026-04-05', 'Australia/Lord_Howe')).toBe(24.5);
    expect(hoursOfDay('2026-10-25', 'Asia/Kuala_Lumpur')).toBe(24);
  });

  it('are found in a range, the latest of a long one', () => {
    expect(oddDays('2026-03-01', '2026-10-31T08:00', 'Europe/Berlin')).toEqual([
      { day: '2026-03-29', hours: 23 },
      { day: '2026-10-25', hours: 25 },
    ]);
    expect(oddDays('2026-11-01', '2026-11-30', 'Europe/Berlin')).toEqual([]);
    expect(oddDays('1990-01-01', '2026-12-31', 'Europe/Berlin').at(-1)?.day).toBe('2026-10-25');
  });
});

describe('shifts', () => {
  it('are known by what they are, others are one’s own', () => {
    for (const [name, shift] of Object.entries(SHIFTS)) expect(shiftName(shift)).toBe(name);
    expect(shiftName({ hours: [{ fromMin: 60, toMin: 90 }], days: ['sun'] })).toBe('custom');
  });

  it('are told in words of the locale', () => {
    if (SHIFTS.night === null || SHIFTS.weekend === null) throw new Error('no shifts');
    expect(shiftText(SHIFTS.night, 'en')).toBe('22:00–06:00 Mon–Fri');
    expect(shiftText(SHIFTS.weekend, 'en')).toBe('Sat, Sun');
    expect(daysText(['sun', 'mon', 'wed'], 'en')).toBe('Mon, Wed, Sun');
    expect(minuteOf('22:05')).toBe(1325);
    expect(minuteOf('')).toBe(0);
    expect(clockText(1325)).toBe('22:05');
  });
});
