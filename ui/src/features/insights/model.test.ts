import { describe, expect, it } from 'vitest';
import type { CoverageCell, ExtensionInsight, Insights } from '../../ipc';
import {
  binLabel,
  coverMark,
  coverOf,
  hourLabel,
  inLayer,
  layersOf,
  niceTop,
  partOf,
  percent,
  periodLabel,
  sum,
  weekdayLabel,
} from './model';

const tally = (calls: number, answered: number, missing = 0) => ({
  calls,
  answered,
  recorded: answered - missing,
  missing,
});

describe('words', () => {
  it('never rounds to all or nothing', () => {
    expect(percent(partOf(999, 1000), 'en')).toBe('99%');
    expect(percent(partOf(1, 1000), 'en')).toBe('1%');
    expect(percent(1, 'en')).toBe('100%');
    expect(percent(0, 'en')).toBe('0%');
    expect(percent(partOf(0, 0), 'en'), 'nothing of nothing is no share').toBe('–');
  });

  it('names periods, hours and lengths', () => {
    expect(periodLabel('2026-11-03', 'day', 'en')).toBe('Tue, Nov 3');
    expect(periodLabel('2026-11-03T08:30', 'day', 'en'), 'a cut day is that day').toBe('Tue, Nov 3');
    expect(periodLabel('2026-11-01', 'month', 'en')).toBe('Nov 2026');
    expect([1, 7].map((day) => weekdayLabel(day, 'en', 'long'))).toEqual(['Monday', 'Sunday']);
    expect(hourLabel(23)).toBe('23:00–24:00');
    expect(binLabel({ minS: 30, maxS: 59, calls: 0 })).toBe('0:30–0:59');
    expect(binLabel({ minS: 7200, maxS: null, calls: 0 })).toBe('2:00:00+');
  });

  it('ends scales on round numbers', () => {
    expect([0, 5, 6, 10, 11, 230, 1204].map(niceTop)).toEqual([5, 5, 10, 10, 20, 250, 2000]);
  });
});

describe('layers', () => {
  it('always add up to the calls', () => {
    const tallies = [tally(10, 7), tally(4, 4)];
    const insights = { directions: ['inbound', 'internal'] } as unknown as Insights;
    for (const stack of ['answered', 'direction'] as const) {
      const parts = layersOf(insights, stack).map((layer) => inLayer(insights, tallies, layer));
      expect(parts.reduce((a, b) => a + b)).toBe(sum(tallies).calls);
    }
  });
});

describe('coverage', () => {
  const one = (recorded: number) => ({ tally: { ...tally(5, 5), recorded } }) as ExtensionInsight;
  const cell = (answered: number, missing: number, holes: number): CoverageCell => ({
    period: 0,
    calls: 9,
    answered,
    missing,
    holes,
  });

  it('tells a hole from what is never recorded and from a day without answered calls', () => {
    expect(coverOf(cell(0, 0, 0), one(5))).toBe('quiet');
    expect(coverOf(cell(3, 3, 1), one(5))).toBe('hole');
    expect(coverOf(cell(3, 3, 0), one(0))).toBe('never');
    expect(coverOf(cell(3, 1, 0), one(5))).toBe('part');
    expect(coverOf(cell(3, 0, 0), one(5))).toBe('whole');
  });

  it('opens the calls that lack a recording, where any do', () => {
    expect(coverMark(cell(3, 1, 0), '101')).toEqual({ extension: '101', answered: true, recorded: false });
    expect(coverMark(cell(3, 0, 0), '101')).toEqual({ extension: '101' });
  });
});
