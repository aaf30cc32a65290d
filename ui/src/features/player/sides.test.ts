import { describe, expect, it } from 'vitest';
import { lanes } from './model';
import { EVEN_SIDES, gainsOf, isEven } from './sides';

describe('the volume of each side', () => {
  it('goes to the channel of that side, whoever called', () => {
    const sides = { other: 50, extension: 150 };
    expect(gainsOf(lanes({ direction: 'inbound' }, 2), sides)).toEqual([0.5, 1.5]);
    expect(gainsOf(lanes({ direction: 'outbound' }, 2), sides)).toEqual([1.5, 0.5]);
  });

  it('says nothing of a recording whose sides are mixed', () => {
    expect(gainsOf(lanes({ direction: 'inbound' }, 1), { other: 0, extension: 100 })).toEqual([]);
  });

  it('is even as it was recorded', () => {
    expect(isEven(gainsOf(lanes({ direction: 'inbound' }, 2), EVEN_SIDES))).toBe(true);
    expect(isEven([1, 0.5])).toBe(false);
    expect(isEven([])).toBe(true);
  });
});
