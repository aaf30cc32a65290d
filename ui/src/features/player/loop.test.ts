import { describe, expect, it } from 'vitest';
import { cycleLoop, isLooping, markA, markB, NO_LOOP } from './loop';

describe('the A–B loop', () => {
  it('needs both marks', () => {
    const begun = markA(NO_LOOP, 3);
    expect(isLooping(begun)).toBe(false);
    const loop = markB(begun, 8);
    expect(loop).toEqual({ a: 3, b: 8 });
    expect(isLooping(loop)).toBe(true);
  });

  it('begins at the start of the recording when only the end is marked', () => {
    expect(markB(NO_LOOP, 8)).toEqual({ a: 0, b: 8 });
  });

  it('swaps the marks when the end lies before the start', () => {
    expect(markB({ a: 8, b: null }, 3)).toEqual({ a: 3, b: 8 });
  });

  it('moves the start inside a loop, and drops the end when the start passes it', () => {
    expect(markA({ a: 3, b: 8 }, 5)).toEqual({ a: 5, b: 8 });
    expect(markA({ a: 3, b: 8 }, 9)).toEqual({ a: 9, b: null });
    expect(markA({ a: 3, b: 8 }, 7.9), 'a loop of a tenth of a second only stutters').toEqual({
      a: 7.9,
      b: null,
    });
  });

  it('does not close on the spot where it began', () => {
    expect(markB({ a: 3, b: null }, 3.1)).toEqual({ a: 3, b: null });
  });

  it('goes round from A to B to nothing with one button', () => {
    const first = cycleLoop(NO_LOOP, 1);
    const second = cycleLoop(first, 4);
    expect([first, second, cycleLoop(second, 5)]).toEqual([{ a: 1, b: null }, { a: 1, b: 4 }, NO_LOOP]);
  });
});
