/**
 * Which pages are fetched, and when. Dragging the bar passes thousands of pages: only those in view and next to it are asked
 * for, the nearest first and few at a time; one that has been passed waits until somebody comes back to it.
 */
import type { CallPage } from '../../ipc';

/** Rows asked for at once. */
export const PAGE = 100;
/** Pages of rows the grid keeps: 2,000 rows. */
export const PAGES_KEPT = 20;
/** More at once would queue in the core, behind pages that nobody looks at any more. */
const AT_ONCE = 2;

/** Rows in view, both inclusive. */
export interface View {
  first: number;
  last: number;
}

interface Wish {
  deliver: (page: CallPage) => void;
  fail: (thrown: unknown) => void;
}

export const pageStart = (row: number) => Math.floor(row / PAGE) * PAGE;

export class PageLoader {
  private readonly wishes = new Map<number, Wish>();
  private readonly underway = new Set<number>();
  private readonly stock = new Map<number, { page: CallPage; taken: () => void }>();

  constructor(
    private readonly fetch: (offset: number) => Promise<CallPage>,
    private readonly view: () => View,
  ) {}

  /** Asks for the page that begins at a row; a later wish for the same page takes the place of an earlier one. */
  ask(start: number, wish: Wish): void {
    const stocked = this.stock.get(start);
    if (stocked === undefined) {
      this.wishes.set(start, wish);
      this.go();
    } else {
      wish.deliver(stocked.page);
      stocked.taken();
    }
  }

  /** Fetches what is in view now, or next to it, and not there yet. */
  go(): void {
    while (this.underway.size < AT_ONCE) {
      const start = this.nearest();
      if (start === null) return;
      void this.load(start);
    }
  }

  /**
   * Takes a page that was fetched elsewhere, to be delivered the moment it is asked for, until the next renewal: the grid may
   * ask more than once. Resolves the first time.
   */
  put(start: number, page: CallPage): Promise<void> {
    return new Promise((taken) => this.stock.set(start, { page, taken }));
  }

  /** What was put grows old: from here on everything is fetched. */
  clearStock(): void {
    this.stock.clear();
  }

  /** Forgets all wishes: nobody asks any more. */
  close(): void {
    this.wishes.clear();
    this.stock.clear();
  }

  private nearest(): number | null {
    const { first, last } = this.view();
    const middle = (first + last) / 2;
    const far = (start: number) => Math.abs(start + PAGE / 2 - middle);
    let best: number | null = null;
    for (const start of this.wishes.keys()) {
      const near = start <= last + PAGE && start + 2 * PAGE > first;
      if (near && !this.underway.has(start) && (best === null || far(start) < far(best))) best = start;
    }
    return best;
  }

  private async load(start: number): Promise<void> {
    const wish = this.wishes.get(start);
    this.underway.add(start);
    // A wish that came meanwhile wants the rows as they are by then: it stays, and is fetched again.
    const stands = () => wish !== undefined && this.wishes.get(start) === wish && this.wishes.delete(start);
    try {
      const page = await this.fetch(start);
      if (stands()) wish?.deliver(page);
    } catch (thrown) {
      if (stands()) wish?.fail(thrown);
    }
    this.underway.delete(start);
    this.go();
  }
}
