/** The mock's saved views, recent searches and values to choose from, for as long as the page lives. */
import type { CallFilter, DirectoryEntry, FilterValue, ListField, SavedView, View } from '../bindings.gen';
import type { BareCall } from './company';
import { failure } from './faults';
import { WORDS_OF_FINDINGS } from './findings';
import { tags } from './marks';
import { writeFilter } from './terms';

let views: SavedView[] = [];
let recent: string[] = [];
let last = 0;

export const listViews = (): SavedView[] => structuredClone(views);

export function saveView(id: string | null, view: View): SavedView {
  const name = view.name.trim();
  if (name === '')
    throw failure('invalid_input', 'A view needs a name of 1 to 80 characters; give it another.');
  if (views.some((other) => other.id !== id && other.view.name.toLowerCase() === name.toLowerCase()))
    throw failure('invalid_input', `There is a view “${name}” already; choose another name.`);
  last += 1;
  const saved = { id: id ?? String(last), view: { ...view, name } };
  views = id === null ? [...views, saved] : views.map((other) => (other.id === id ? saved : other));
  return saved;
}

export function deleteView(id: string): null {
  views = views.filter((view) => view.id !== id);
  return null;
}

export function orderViews(ids: string[]): null {
  const place = (id: string) => (ids.includes(id) ? ids.indexOf(id) : ids.length);
  views = [...views].sort((a, b) => place(a.id) - place(b.id));
  return null;
}

export const listRecentSearches = (): string[] => recent;

export function noteSearch(filter: CallFilter): null {
  const line = writeFilter(filter);
  if (line !== '') recent = [line, ...recent.filter((other) => other !== line)].slice(0, 20);
  return null;
}

export function forgetSearches(): null {
  recent = [];
  return null;
}

const COLUMNS = { did: 'did', trunk: 'trunk', queue: 'queue', end_reason: 'endReason' } as const;
const WORDS: Partial<Record<ListField, string[]>> = {
  direction: ['inbound', 'outbound', 'internal', 'transit'],
  finding: WORDS_OF_FINDINGS,
  status: ['answered', 'unanswered', 'busy', 'cancelled', 'failed'],
};

export function filterValues(
  calls: BareCall[],
  directory: DirectoryEntry[],
  field: ListField,
  part: string,
): FilterValue[] {
  const all = (): FilterValue[] => {
    if (field === 'tag') return tags(part).map(({ name, calls }) => ({ value: name, name: '', calls }));
    if (field === 'did' || field === 'trunk' || field === 'queue' || field === 'end_reason') {
      const counts = new Map<string, number>();
      for (const call of calls) counts.set(call[COLUMNS[field]], (counts.get(call[COLUMNS[field]]) ?? 0) + 1);
      counts.delete('');
      const name = (value: string) => directory.find(({ number }) => number === value)?.name ?? '';
      return [...counts].map(([value, count]) => ({ value, name: name(value), calls: count }));
    }
    const words = WORDS[field];
    if (words !== undefined) return words.map((value) => ({ value, name: '', calls: null }));
    return directory.map(({ number, name }) => ({ value: number, name, calls: null }));
  };
  const wanted = part.toLowerCase();
  return all()
    .filter(({ value, name }) => `${value} ${name}`.toLowerCase().includes(wanted))
    .slice(0, 50);
}

/** Forgets everything, for a test that starts afresh. */
export function forgetAsked(): void {
  views = [];
  recent = [];
}
