import { expect, it } from 'vitest';
import { clampSpeed, MENU_SPEEDS, SPEEDS, speedText, stepSpeed } from './speed';

it('steps up and down the ladder and stays at its ends', () => {
  expect(stepSpeed(100, 1)).toBe(110);
  expect(stepSpeed(100, -1)).toBe(90);
  expect(stepSpeed(125, 1), 'from between two steps to the next').toBe(130);
  expect(stepSpeed(125, -1)).toBe(120);
  expect(stepSpeed(300, 1)).toBe(300);
  expect(stepSpeed(50, -1)).toBe(50);
});

it('reaches every speed in both directions', () => {
  const up = [50];
  while ((up.at(-1) ?? 0) < 300) up.push(stepSpeed(up.at(-1) ?? 0, 1));
  expect(up).toEqual([...SPEEDS]);
});

it('offers only speeds that can be played', () => {
  expect(MENU_SPEEDS.map(clampSpeed)).toEqual([...MENU_SPEEDS]);
});

it('makes a playable speed of whatever was remembered', () => {
  expect([0, -5, Number.NaN, 20, 1000, 124.6].map(clampSpeed)).toEqual([100, 100, 100, 50, 300, 125]);
});

it('writes the speed in the digits of the locale', () => {
  expect(speedText(100, 'en')).toBe('1×');
  expect(speedText(125, 'en')).toBe('1.25×');
  expect(speedText(150, 'de')).toBe('1,5×');
});
