import { expect, it } from 'vitest';
import { rateText, timeLeft } from './units';

it('says a rate in the digits of the locale', () => {
  expect(rateText(5_400, 'en')).toBe('5.4 MB/s');
  expect(rateText(840, 'en')).toBe('840 kB/s');
  expect(rateText(1_250_000, 'de')).toContain('1,3');
});

it.each([
  [0, 'moment', 0],
  [4, 'moment', 0],
  [5, 'seconds', 5],
  [31, 'seconds', 35],
  [54, 'seconds', 55],
  [55, 'minutes', 1],
  [119, 'minutes', 2],
  [89 * 60, 'minutes', 89],
  [90 * 60, 'hours', 2],
  [10 * 3600, 'hours', 10],
])('%i seconds left', (seconds, word, count) => {
  expect(timeLeft(seconds)).toEqual({ word, count });
});
