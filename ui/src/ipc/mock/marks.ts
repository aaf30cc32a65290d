/** Tags, notes and review marks as the mock keeps them: on its calls, with every change remembered to be taken back. */
import type { CallId, CallMarks, Changed, Mark, NoteInput, NoteView, TagView } from '../bindings.gen';
import type { BareCall } from './company';
import { failure } from './faults';

type Kept = Pick<CallMarks, 'tags' | 'reviewed' | 'rating' | 'notes'>;

const kept = new Map<CallId, Kept>();
const changes = new Map<string, Map<CallId, Kept>>();
let next = 1;

const bare = (): Kept => ({ tags: [], reviewed: false, rating: null, notes: [] });
const markedOf = (id: CallId): Kept => kept.get(id) ?? bare();

function newId(): string {
  next += 1;
  return String(next);
}

/** Puts other marks on calls and remembers those they had. */
function put(after: Map<CallId, Kept>, calls: BareCall[]): Changed {
  const before = new Map([...after.keys()].map((id) => [id, markedOf(id)]));
  for (const [id, marks] of after) kept.set(id, marks);
  for (const call of calls) {
    const marks = after.get(call.id);
    if (marks === undefined) continue;
    const { tags, reviewed, rating, notes } = marks;
    Object.assign(call, { tags, reviewed, rating, notes: notes.length });
  }
  const change = newId();
  changes.set(change, before);
  return { change, calls: after.size };
}

function marked(now: Kept, mark: Mark): Kept {
  switch (mark.kind) {
    case 'tag':
      return { ...now, tags: [...new Set([...now.tags, mark.name])].sort() };
    case 'untag':
      return { ...now, tags: now.tags.filter((name) => name !== mark.name) };
    case 'reviewed':
      return { ...now, reviewed: mark.on };
    case 'rating':
      return { ...now, rating: mark.stars };
  }
}

export function markCalls(calls: BareCall[], mark: Mark): Changed {
  return put(new Map(calls.map(({ id }) => [id, marked(markedOf(id), mark)])), calls);
}

export function writeNote(calls: BareCall[], { call, atMs, fileIndex, text }: NoteInput): Changed {
  const note: NoteView = { id: newId(), atMs, fileIndex, text, writtenUtc: new Date().toISOString() };
  const now = markedOf(call);
  const at = (known: NoteView) => known.atMs ?? Number.POSITIVE_INFINITY;
  const notes = [...now.notes, note].sort((a, b) => at(a) - at(b));
  return put(new Map([[call, { ...now, notes }]]), calls);
}

function withNote(id: string): [CallId, Kept] {
  const found = [...kept].find(([, { notes }]) => notes.some((note) => note.id === id));
  if (found === undefined) throw failure('not_found', 'There is no such note here any more.');
  return found;
}

export function changeNote(calls: BareCall[], id: string, text: string): Changed {
  const [call, now] = withNote(id);
  const notes = now.notes.map((note) => (note.id === id ? { ...note, text } : note));
  return put(new Map([[call, { ...now, notes }]]), calls);
}

export function deleteNote(calls: BareCall[], id: string): Changed {
  const [call, now] = withNote(id);
  return put(new Map([[call, { ...now, notes: now.notes.filter((note) => note.id !== id) }]]), calls);
}

export function undoChange(calls: BareCall[], change: string): Changed {
  const before = changes.get(change);
  if (before === undefined) throw failure('not_found', 'This change cannot be taken back any more.');
  return put(before, calls);
}

export function getMarks(call: CallId): CallMarks {
  return markedOf(call);
}

export function listTags(): TagView[] {
  const counts = new Map<string, number>();
  for (const { tags } of kept.values())
    for (const name of tags) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, calls]) => ({ name, calls })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Begins anew: each mock has calls without marks. */
export function reset(): void {
  kept.clear();
  changes.clear();
}
