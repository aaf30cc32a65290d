import { describe, expect, it, vi } from 'vitest';
import type { CallQuery } from '../../ipc';
import { countOf, isSelected, SelectionStore, selectionQuery } from './selection';

const query: CallQuery = {
  range: { from: '2026-11-01', to: '2026-11-07', zone: 'UTC' },
  filter: {
    extensions: ['101'],
    directions: [],
    number: null,
    minTalkS: null,
    maxTalkS: null,
    answered: null,
    recorded: null,
    text: null,
    ids: [],
  },
  sort: [{ column: 'started', descending: true }],
};

describe('the selection', () => {
  it('of the whole result stays a question, without ids', () => {
    const store = new SelectionStore();
    store.selectAll();
    expect(selectionQuery(store.get(), query)).toBe(query);
    expect(countOf(store.get(), 12_480)).toBe(12_480);
    expect(isSelected(store.get(), 'any')).toBe(true);
  });

  it('of some is a list of ids within the same question', () => {
    const store = new SelectionStore();
    store.toggle('a', 0);
    store.add(['b', 'c']);
    store.toggle('b', 1);
    expect(selectionQuery(store.get(), query).filter).toEqual({ ...query.filter, ids: ['a', 'c'] });
    expect(countOf(store.get(), 12_480)).toBe(2);
    expect(store.from, 'a range goes on from the last one').toBe(1);
  });

  it('tells of changes, and not when nothing changed', () => {
    const store = new SelectionStore();
    const listener = vi.fn();
    store.subscribe(listener);
    store.clear();
    expect(listener).not.toHaveBeenCalled();
    store.toggle('a', 0);
    store.clear();
    expect(listener).toHaveBeenCalledTimes(2);
  });
});
