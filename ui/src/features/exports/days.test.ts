import { expect, it } from 'vitest';
import { choiceOf, daysOf, keptDays, presetDays, rangeOf } from './days';

const asked = { from: '2026-11-01T08:00', to: '2026-11-07', zone: 'UTC' };
const relative = { from: '2026-10-01', to: '2026-10-31', zone: 'UTC' };
const since = { from: '2026-11-05T10:00:00', to: '2026-11-09', zone: 'UTC' };
const known = { earlier: { until: '', range: since, sameSelection: true }, relative };

it('knows the range of every choice', () => {
  expect(rangeOf(daysOf('asked', asked), asked, known)).toBe(asked);
  expect(rangeOf(daysOf('last_month', asked), asked, known)).toBe(relative);
  expect(rangeOf(daysOf('last_month', asked), asked, { ...known, relative: null })).toBeNull();
  expect(rangeOf(daysOf('new', asked), asked, known)).toBe(since);
  expect(rangeOf(daysOf('new', asked), asked, { ...known, earlier: null })).toBe(asked);
  expect(
    rangeOf(daysOf('new', asked), asked, { ...known, earlier: undefined }),
    'the days asked for may be fewer than those that are new',
  ).toBeNull();
  expect(rangeOf(daysOf('other', asked), asked, known)).toEqual({
    from: '2026-11-01',
    to: '2026-11-07',
    zone: 'UTC',
  });
});

it('takes no half or backward days', () => {
  for (const [from, to] of [
    ['', '2026-11-01'],
    ['2026-11-01', ''],
    ['2026-11-02', '2026-11-01'],
  ] as const) {
    expect(rangeOf({ kind: 'other', from, to }, asked, known)).toBeNull();
  }
});

it('keeps moving days moving', () => {
  expect(keptDays(daysOf('yesterday', asked), asked)).toEqual({ kind: 'relative', range: 'yesterday' });
  expect(keptDays({ kind: 'new' }, asked)).toEqual({ kind: 'fixed', range: asked });
  for (const choice of ['today', 'new', 'other'] as const) {
    const days = daysOf(choice, relative);
    const kept = { days: keptDays(days, relative), onlyNew: choice === 'new' };
    expect(choiceOf(presetDays(kept))).toBe(choice);
  }
});
