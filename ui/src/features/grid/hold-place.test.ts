import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallPage, CallRow } from '../../ipc';
import type { CallsApi } from './calls-grid';
import { anchorOf, renewAround, type Source } from './hold-place';
import { PAGE, PageLoader } from './page-loader';

const HEIGHT = 32;

/** A catalogue whose rows are their names, newest first. */
function catalogue(count: number) {
  let ids = Array.from({ length: count }, (_, at) => `call ${at}`);
  let counted = true;
  return {
    /** From now on pages come before all calls are counted. */
    countLater: () => {
      counted = false;
    },
    arrive: (more: number) => {
      ids = [...Array.from({ length: more }, (_, at) => `new ${ids.length + at}`), ...ids];
    },
    at: (index: number) => ids[index],
    indexOf: (id: string) => ids.indexOf(id),
    page: (start: number): CallPage => ({
      rows: ids.slice(start, start + PAGE).map((id) => ({ id }) as CallRow),
      total: counted ? ids.length : null,
    }),
  };
}

let viewport: HTMLElement;

beforeEach(() => {
  document.body.innerHTML = '<div class="td-grid"><div class="ag-grid-viewport"></div></div>';
  viewport = document.querySelector('.ag-grid-viewport') as HTMLElement;
});
afterEach(() => {
  document.body.innerHTML = '';
});

/** As much of the grid as holding needs: it shows what it was delivered last. */
function setUp(count = 1_000) {
  const calls = catalogue(count);
  const shown = new Map<number, string>();
  let rows = count;
  const first = () => Math.floor(viewport.scrollTop / HEIGHT);
  const positionOf = vi.fn(async (id: string) => {
    const index = calls.indexOf(id);
    return index < 0 ? null : index;
  });
  const fetch = vi.fn(async (start: number) => calls.page(start));
  const loader = new PageLoader(fetch, () => ({ first: first(), last: first() + 20 }));
  const held = new Set<number>();
  const ask = (start: number) => {
    held.add(start);
    loader.ask(start, {
      deliver: (page) => {
        for (const [at, { id }] of page.rows.entries()) shown.set(start + at, id);
      },
      fail: () => undefined,
    });
  };
  const refreshInfiniteCache = vi.fn(() => {
    for (const start of held) ask(start);
  });
  const grid = {
    isDestroyed: () => false,
    getSizesForCurrentTheme: () => ({ rowHeight: HEIGHT }),
    getFirstDisplayedRowIndex: first,
    getLastDisplayedRowIndex: () => first() + 20,
    getDisplayedRowCount: () => rows,
    setRowCount: (total: number) => {
      rows = total;
    },
    refreshInfiniteCache,
    getDisplayedRowAtIndex: (index: number) => {
      const start = Math.floor(index / PAGE) * PAGE;
      if (!held.has(start)) ask(start);
      const id = shown.get(index);
      return id === undefined ? undefined : { data: { id } };
    },
  } as unknown as CallsApi;
  const source: Source = { loader, fetch, positionOf };
  const load = async (start: number) => {
    ask(start);
    await vi.waitFor(() => expect(shown.has(start)).toBe(true));
  };
  return { calls, grid, source, shown, load, positionOf, refreshInfiniteCache };
}

const topOf = ({ shown }: ReturnType<typeof setUp>) => shown.get(Math.floor(viewport.scrollTop / HEIGHT));

describe('the row at the top', () => {
  it('has no anchor where new rows are to be seen', async () => {
    const { grid, load } = setUp();
    await load(0);
    expect(anchorOf(grid)).toBeNull();
    viewport.scrollTop = 50 * HEIGHT + 7;
    expect(anchorOf(grid)).toEqual({ id: 'call 50', index: 50 });
  });

  it('stays where it is, to the pixel, when rows come in above it', async () => {
    const set = setUp();
    await set.load(0);
    viewport.scrollTop = 50 * HEIGHT + 7;
    const anchor = anchorOf(set.grid);
    set.calls.arrive(330);
    if (anchor !== null) await renewAround(set.grid, anchor, set.source);
    expect(viewport.scrollTop).toBe(380 * HEIGHT + 7);
    expect(topOf(set)).toBe('call 50');
  });

  it('stays where it is although nobody has counted the rows yet', async () => {
    const set = setUp(100);
    await set.load(0);
    viewport.scrollTop = 50 * HEIGHT;
    const anchor = anchorOf(set.grid);
    set.calls.arrive(330);
    set.calls.countLater();
    if (anchor !== null) await renewAround(set.grid, anchor, set.source);
    expect(viewport.scrollTop).toBe(380 * HEIGHT);
    expect(topOf(set)).toBe('call 50');
    expect(set.grid.getDisplayedRowCount(), 'as many as were read').toBe(430);
  });

  it('is found although rows come in while it is looked for', async () => {
    const set = setUp();
    await set.load(0);
    viewport.scrollTop = 50 * HEIGHT;
    const anchor = anchorOf(set.grid);
    set.positionOf.mockImplementationOnce(async (id) => {
      const index = set.calls.indexOf(id);
      set.calls.arrive(PAGE * 2);
      return index;
    });
    if (anchor !== null) await renewAround(set.grid, anchor, set.source);
    expect(set.positionOf, 'asked again').toHaveBeenCalledTimes(2);
    expect(topOf(set)).toBe('call 50');
  });

  it('gives way to somebody who has scrolled on meanwhile', async () => {
    const set = setUp();
    await set.load(0);
    viewport.scrollTop = 50 * HEIGHT;
    const anchor = anchorOf(set.grid);
    set.calls.arrive(30);
    const renewed = anchor === null ? null : renewAround(set.grid, anchor, set.source);
    viewport.scrollTop = 90 * HEIGHT;
    await renewed;
    expect(viewport.scrollTop, 'the scroll is theirs').toBe(90 * HEIGHT);
    expect(set.refreshInfiniteCache).toHaveBeenCalledTimes(1);
  });

  it('lets the rows be renewed all the same when it is gone or cannot be looked up', async () => {
    for (const answer of [async () => null, async () => Promise.reject(new Error('locked'))]) {
      const set = setUp();
      await set.load(0);
      viewport.scrollTop = 50 * HEIGHT;
      const anchor = anchorOf(set.grid);
      set.positionOf.mockImplementation(answer);
      if (anchor !== null) await renewAround(set.grid, anchor, set.source);
      expect(viewport.scrollTop).toBe(50 * HEIGHT);
      expect(set.refreshInfiniteCache).toHaveBeenCalledTimes(1);
    }
  });
});
