/** What is selected: some calls by id, or the whole result as a question. Pure model and its small store. */
import { useSyncExternalStore } from 'react';
import type { CallId, CallQuery } from '../../ipc';

export type Selection = { all: true } | { all: false; ids: ReadonlySet<CallId> };

export const NOTHING: Selection = { all: false, ids: new Set() };

export function isSelected(selection: Selection, id: CallId): boolean {
  return selection.all || selection.ids.has(id);
}

/** How many calls; the whole result counts as `total`. */
export function countOf(selection: Selection, total: number): number {
  return selection.all ? total : selection.ids.size;
}

/** The selection as a query: the whole result stays a question, so it needs no list of ids. */
export function selectionQuery(selection: Selection, query: CallQuery): CallQuery {
  if (selection.all) return query;
  return { ...query, filter: { ...query.filter, ids: [...selection.ids] } };
}

export class SelectionStore {
  private current: Selection = NOTHING;
  private anchor: number | null = null;
  private readonly listeners = new Set<() => void>();

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  get = () => this.current;

  /** The row a range starts from. */
  get from(): number | null {
    return this.anchor;
  }

  private put(next: Selection): void {
    this.current = next;
    for (const listener of this.listeners) listener();
  }

  /** Turns one call on or off; the whole result must have been turned into ids before. */
  toggle(id: CallId, index: number): void {
    const ids = new Set(this.current.all ? [] : this.current.ids);
    if (!ids.delete(id)) ids.add(id);
    this.anchor = index;
    this.put({ all: false, ids });
  }

  add(list: Iterable<CallId>): void {
    if (this.current.all) return;
    this.put({ all: false, ids: new Set([...this.current.ids, ...list]) });
  }

  set(list: Iterable<CallId>): void {
    this.put({ all: false, ids: new Set(list) });
  }

  selectAll(): void {
    this.put({ all: true });
  }

  clear(): void {
    this.anchor = null;
    if (this.current.all || this.current.ids.size > 0) this.put(NOTHING);
  }
}

export function useSelection(store: SelectionStore): Selection {
  return useSyncExternalStore(store.subscribe, store.get);
}
