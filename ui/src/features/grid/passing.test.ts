import { describe, expect, it } from 'vitest';
import { Passing } from './passing';

const VIEW = 800;

describe('a bar that is dragged', () => {
  it('passes rows from its second jump on, until it rests', () => {
    const passing = new Passing();
    expect(passing.at(10_000, VIEW, 0), 'one jump may be the End key: its rows are drawn').toBe(false);
    expect(passing.at(20_000, VIEW, 16), 'two in a row are a drag').toBe(true);
    expect(passing.at(20_100, VIEW, 32), 'a small step within it does not end it').toBe(true);
    passing.rest();
    expect(passing.at(20_100, VIEW, 48), 'the place it rests at is drawn').toBe(false);
    expect(passing.at(30_000, VIEW, 64), 'it goes on at once, since it was dragged a moment ago').toBe(true);
  });

  it('is not the wheel, nor a page a time, nor two jumps far apart', () => {
    const passing = new Passing();
    for (let frame = 1; frame <= 60; frame += 1)
      expect(passing.at(frame * 96, VIEW, frame * 16), 'the wheel').toBe(false);
    const paging = new Passing();
    for (let page = 1; page <= 20; page += 1)
      expect(paging.at(page * VIEW, VIEW, page * 33), 'Page Down held').toBe(false);
    const jumping = new Passing();
    expect(jumping.at(1_000_000, VIEW, 0)).toBe(false);
    expect(jumping.at(0, VIEW, 1_000), 'End, and a second later Home').toBe(false);
  });
});
