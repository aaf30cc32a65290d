/** Puts scroll, selection and the opened call back as they were left, and keeps them as they change. */
import { useDebouncedCallback } from '@mantine/hooks';
import { type Dispatch, type SetStateAction, useEffect, useEffectEvent, useMemo, useRef } from 'react';
import { api, type CallId, type CallQuery, type CallRow } from '../../ipc';
import { beforeFlush, deskOf, keepDesk } from '../../lib/desk';
import { useSession } from '../../lib/session';
import type { CallsApi } from './calls-grid';
import { anchorOf, isAtTop, viewHeight } from './hold-place';
import { scrollTo } from './scroll-to';
import { NOTHING, type SelectionStore } from './selection';

interface Input {
  grid: CallsApi | null;
  query: CallQuery;
  store: SelectionStore;
  /** Rows found; null before the first page. */
  total: number | null;
  current: CallRow | null;
  onCurrent: Dispatch<SetStateAction<CallRow | null>>;
}

export function useDeskGrid({ grid, query, store, total, current, onCurrent }: Input): void {
  const profile = useSession()?.profile ?? '';
  const { range, filter } = query;
  const of = useMemo(() => JSON.stringify({ range, filter }), [range, filter]);
  /** What was there before anything here is kept. */
  const left = useMemo(() => deskOf(profile), [profile]);
  const placed = useRef(false);
  /** The row at the top that is still to be scrolled to. */
  const going = useRef<CallId | null>(null);

  const keepNow = useEffectEvent(() => {
    // Hidden behind another place, the grid knows nothing of its scroll.
    if (!placed.current || grid === null || grid.isDestroyed() || viewHeight() === 0) return;
    const selection = store.get();
    // A row that is awaited is no row to begin with.
    const top = isAtTop() ? null : (anchorOf(grid)?.id ?? deskOf(profile).grid?.top ?? null);
    keepDesk(profile, {
      grid: {
        of,
        top: going.current ?? top,
        selection: selection.all ? 'all' : [...selection.ids],
      },
    });
  });
  const keep = useDebouncedCallback(() => keepNow(), 300);

  // The selection belongs to its question; the row at the top is looked up in whatever is asked now.
  useEffect(() => {
    if (grid === null || total === null || total === 0 || placed.current) return;
    placed.current = true;
    const { grid: was } = left;
    if (was === null) return;
    if (was.of === of && store.get() === NOTHING) {
      if (was.selection === 'all') store.selectAll();
      else if (was.selection.length > 0) store.set(was.selection);
    }
    if (was.top === null) return;
    going.current = was.top;
    const there = () => {
      going.current = null;
    };
    api
      .getPosition(query, was.top)
      .then((index) => (index === null || grid.isDestroyed() ? there() : scrollTo(grid, index, there)))
      // Then the grid stands at its beginning, as without a desk.
      .catch(there);
  }, [grid, total, left, of, query, store]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for the profile whose desk it is
  useEffect(() => {
    let stale = false;
    if (left.current !== null)
      api
        .getCall(left.current, range.zone)
        // Somebody may have opened another one meanwhile.
        .then((row) => !stale && onCurrent((now) => now ?? row))
        .catch(() => undefined);
    return () => {
      stale = true;
    };
  }, [left]);

  useEffect(() => beforeFlush(() => keepNow()), []);

  const opened = useRef(false);
  useEffect(() => {
    // Nothing is opened yet while the one that was left is looked up.
    if (current === null && !opened.current) return;
    opened.current = true;
    keepDesk(profile, { current: current?.id ?? null });
  }, [profile, current]);

  useEffect(() => {
    if (grid === null) return;
    const unsubscribe = store.subscribe(keep);
    grid.addEventListener('bodyScrollEnd', keep);
    return () => {
      unsubscribe();
      if (!grid.isDestroyed()) grid.removeEventListener('bodyScrollEnd', keep);
    };
  }, [grid, store, keep]);
}
