import { describe, expect, it } from 'vitest';
import { type Filters, NO_FILTERS } from './filters';
import { filtersOfView, isChanged, moved, viewOf } from './view-model';

const zone = 'Asia/Kuala_Lumpur';
const nights: Filters = {
  ...NO_FILTERS,
  range: { kind: 'preset', preset: 'last-month' },
  extensions: ['101'],
  recorded: false,
  text: 'refund',
  terms: [
    { not: false, test: { kind: 'shift', shift: { hours: [{ fromMin: 1320, toMin: 360 }], days: ['mon'] } } },
  ],
};

describe('a saved view', () => {
  it('opens as it was kept, with days that move', () => {
    const view = viewOf('Nights', nights, zone, '{"columns":1}');
    expect(view.days).toEqual({ kind: 'relative', range: 'last_month' });
    expect(filtersOfView(view)).toEqual(nights);
    expect(isChanged(view, nights, zone, '{"columns":1}')).toBe(false);
  });

  it('keeps the zone of days that stay', () => {
    const fixed: Filters = {
      ...nights,
      range: { kind: 'custom', from: '2026-11-01T08:00', to: '2026-11-02' },
    };
    const view = viewOf('Fixed', fixed, zone, '');
    expect(filtersOfView(view)).toEqual({ ...fixed, zone });
    expect(view.columns).toBeNull();
  });

  it('knows when the search or the columns are no longer its own', () => {
    const view = viewOf('Nights', nights, zone, 'kept');
    expect(isChanged(view, { ...nights, recorded: null }, zone, 'kept')).toBe(true);
    expect(isChanged(view, { ...nights, range: NO_FILTERS.range }, zone, 'kept')).toBe(true);
    expect(isChanged(view, nights, zone, 'other')).toBe(true);
    expect(isChanged({ ...view, columns: null }, nights, zone, 'other'), 'it says nothing of columns').toBe(
      false,
    );
  });

  it('moves up and down, never over the ends', () => {
    expect(moved(['a', 'b', 'c'], 'b', -1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b', 'c'], 'b', 1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b'], 'a', -1)).toEqual(['a', 'b']);
    expect(moved(['a', 'b'], 'x', 1)).toEqual(['a', 'b']);
  });
});
