import { describe, expect, it } from 'vitest';
import { dayIn } from '../../lib/zone';
import { customRange, isBound, isForward, rangeOf } from './range';

const zone = 'Europe/Berlin';
const preset = (name: Parameters<typeof rangeOf>[0] & { kind: 'preset' }, today: string) =>
  rangeOf(name, zone, today);

describe('presets', () => {
  it.each([
    ['today', '2026-11-24', '2026-11-24', '2026-11-24'],
    ['yesterday', '2026-03-01', '2026-02-28', '2026-02-28'],
    ['7d', '2026-01-03', '2025-12-28', '2026-01-03'],
    ['30d', '2026-03-01', '2026-01-31', '2026-03-01'],
    ['month', '2026-11-24', '2026-11-01', '2026-11-24'],
    ['last-month', '2026-03-31', '2026-02-01', '2026-02-28'],
    ['last-month', '2026-01-15', '2025-12-01', '2025-12-31'],
    ['last-month', '2028-03-10', '2028-02-01', '2028-02-29'],
  ] as const)('%s on %s is %s to %s', (name, today, from, to) => {
    expect(preset({ kind: 'preset', preset: name }, today)).toEqual({ from, to, zone });
  });

  it('counts days of the calendar when the clocks change', () => {
    // 29 March 2026 has 23 hours in Berlin, 25 October 2026 has 25.
    expect(preset({ kind: 'preset', preset: '7d' }, '2026-03-30').from).toBe('2026-03-24');
    expect(preset({ kind: 'preset', preset: '7d' }, '2026-10-26').from).toBe('2026-10-20');
  });

  it('takes the day of the zone, not of this computer', () => {
    const instant = new Date('2026-11-24T20:30:00Z');
    expect(dayIn(instant, 'Asia/Kuala_Lumpur')).toBe('2026-11-25');
    expect(dayIn(instant, 'America/Los_Angeles')).toBe('2026-11-24');
    expect(dayIn(new Date('2026-01-01T00:30:00Z'), 'America/St_Johns')).toBe('2025-12-31');
  });
});

describe('custom ranges', () => {
  it('joins a day with its time and leaves a day without time whole', () => {
    expect(customRange(['2026-11-01', '2026-11-07'], ['', ''])).toMatchObject({
      from: '2026-11-01',
      to: '2026-11-07',
    });
    expect(customRange(['2026-11-01', '2026-11-07'], ['08:00', '17:30:00'])).toMatchObject({
      from: '2026-11-01T08:00',
      to: '2026-11-07T17:30',
    });
  });

  it('knows dates that do not exist', () => {
    expect(isBound('2026-02-28')).toBe(true);
    expect(isBound('2026-02-30')).toBe(false);
    expect(isBound('2026-11-01T24:30')).toBe(false);
    expect(isBound('2026-11-01T08:00+02:00'), 'an offset would contradict the zone').toBe(false);
  });

  it('is forward when a bare end day is included whole', () => {
    expect(isForward({ from: '2026-11-01', to: '2026-11-01' })).toBe(true);
    expect(isForward({ from: '2026-11-01T10:00', to: '2026-11-01' })).toBe(true);
    expect(isForward({ from: '2026-11-01T10:00', to: '2026-11-01T10:00' })).toBe(false);
    expect(isForward({ from: '2026-11-02', to: '2026-11-01' })).toBe(false);
  });
});
