import { describe, expect, it } from 'vitest';
import type { CallPage } from '../../ipc';
import { PageLoader, pageStart } from './page-loader';

const page = (total: number): CallPage => ({ rows: [], total });

/** A loader whose fetches are answered by hand. */
function setUp() {
  const view = { first: 0, last: 30 };
  const asked: number[] = [];
  const answers = new Map<number, { resolve: (page: CallPage) => void; reject: (why: unknown) => void }>();
  const loader = new PageLoader(
    (start) => {
      asked.push(start);
      return new Promise((resolve, reject) => answers.set(start, { resolve, reject }));
    },
    () => view,
  );
  const got: number[] = [];
  const failed: number[] = [];
  const ask = (start: number) =>
    loader.ask(start, { deliver: () => got.push(start), fail: () => failed.push(start) });
  const settle = () => new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(resolve)));
  const answer = async (start: number) => {
    answers.get(start)?.resolve(page(1_000_000));
    await settle();
  };
  const refuse = async (start: number) => {
    answers.get(start)?.reject(new Error('away'));
    await settle();
  };
  return { loader, view, asked, got, failed, ask, answer, refuse };
}

describe('the loader of pages', () => {
  it('asks for few pages at once, those in view first', async () => {
    const { view, asked, ask, answer, got } = setUp();
    view.first = 210;
    view.last = 240;
    for (const start of [0, 100, 200, 300]) ask(start);
    expect(asked, 'two are underway').toEqual([100, 200]);
    await answer(100);
    await answer(200);
    expect(got).toEqual([100, 200]);
    expect(asked, 'then the other neighbour, and nothing that is far').toEqual([100, 200, 300]);
  });

  it('passes over pages that were dragged past, and comes back to them', async () => {
    const { loader, view, asked, ask, answer, got } = setUp();
    for (let row = 0; row < 800_000; row += 20_000) {
      view.first = row;
      view.last = row + 30;
      ask(pageStart(row));
    }
    expect(asked.length, 'the drag does not wait for pages').toBe(2);
    await answer(0);
    await answer(20_000);
    expect(asked.at(-1), 'the place where it rests is next').toBe(780_000);
    view.first = 400_000;
    view.last = 400_030;
    loader.go();
    expect(asked.at(-1), 'a page passed before is fetched when it is in view again').toBe(400_000);
    await answer(400_000);
    expect(got).toContain(400_000);
  });

  it('fetches a page again that was asked for anew while it was underway', async () => {
    const { ask, answer, got, asked } = setUp();
    ask(0);
    ask(0);
    await answer(0);
    expect(got, 'the first answer may be of rows as they were before').toEqual([]);
    expect(asked).toEqual([0, 0]);
    await answer(0);
    expect(got).toEqual([0]);
  });

  it('goes on after a failure', async () => {
    const { ask, refuse, failed, asked } = setUp();
    ask(0);
    await refuse(0);
    expect(failed).toEqual([0]);
    ask(0);
    expect(asked, 'asked again').toEqual([0, 0]);
  });

  it('delivers at once what was put in stock, until that is cleared', async () => {
    const { loader, ask, got, asked } = setUp();
    const taken = loader.put(0, page(10));
    ask(0);
    await taken;
    expect(got).toEqual([0]);
    expect(asked).toEqual([]);
    loader.clearStock();
    ask(0);
    expect(asked).toEqual([0]);
  });

  it('answers nobody once it is closed', async () => {
    const { loader, ask, answer, got } = setUp();
    ask(0);
    loader.close();
    await answer(0);
    expect(got).toEqual([]);
  });
});
