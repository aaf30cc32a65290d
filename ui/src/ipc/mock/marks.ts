/** The mock's tags, notes and reviews, for as long as the page lives. */
import type { CallId, CallMarks, Mark, Marked, NoteInput, TagCount, WrittenNote } from '../bindings.gen';
import { failure } from './faults';

type Kept = Map<CallId, CallMarks>;

let kept: Kept = new Map();
const changes = new Map<string, Kept>();
let last = 0;

export function marksOf(call: CallId): CallMarks {
  return kept.get(call) ?? { tags: [], reviewedAt: null, rating: null, notes: [] };
}

/** Makes what `change` makes of the marks of these calls, and remembers how they were. */
function alter(calls: CallId[], change: (marks: CallMarks, call: CallId) => CallMarks): Marked {
  const before: Kept = new Map();
  for (const call of calls) {
    const [was, is] = [marksOf(call), change(marksOf(call), call)];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    before.set(call, was);
    kept.set(call, is);
  }
  if (before.size === 0) return { change: null, calls: 0 };
  last += 1;
  changes.set(String(last), before);
  return { change: String(last), calls: before.size };
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

export function mark(calls: CallId[], what: Mark): Marked {
  switch (what.kind) {
    case 'tag':
      return alter(calls, (marks) =>
        marks.tags.some((tag) => same(tag, what.name.trim()))
          ? marks
          : { ...marks, tags: [...marks.tags, what.name.trim()].sort() },
      );
    case 'untag':
      return alter(calls, (marks) => ({ ...marks, tags: marks.tags.filter((tag) => !same(tag, what.name)) }));
    case 'reviewed':
      return alter(calls, (marks) =>
        what.reviewed
          ? { ...marks, reviewedAt: marks.reviewedAt ?? new Date().toISOString() }
          : { ...marks, reviewedAt: null },
      );
    case 'rating':
      return alter(calls, (marks) => ({ ...marks, rating: what.rating }));
  }
}

export function undo(change: string): Marked {
  const before = changes.get(change);
  if (before === undefined) throw failure('not_found', 'There is no change to undo here any more.');
  changes.delete(change);
  return alter([...before.keys()], (marks, call) => before.get(call) ?? marks);
}

export function tags(part: string): TagCount[] {
  const counts = new Map<string, number>();
  for (const marks of kept.values())
    for (const tag of marks.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts]
    .filter(([name]) => name.toLowerCase().includes(part.toLowerCase()))
    .map(([name, calls]) => ({ name, calls }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

const inOrder = (marks: CallMarks): CallMarks => ({
  ...marks,
  notes: [...marks.notes].sort((a, b) => (a.atMs ?? Infinity) - (b.atMs ?? Infinity)),
});

export function writeNote(input: NoteInput): WrittenNote {
  last += 1;
  const note = { ...input, id: String(last), written: new Date().toISOString(), changed: null };
  return {
    note,
    marked: alter([input.call], (marks) => inOrder({ ...marks, notes: [...marks.notes, note] })),
  };
}

function callOf(note: string): CallId {
  for (const [call, marks] of kept) if (marks.notes.some(({ id }) => id === note)) return call;
  throw failure('not_found', `There is no note ${note} here any more.`);
}

export function changeNote(id: string, text: string): Marked {
  const changed = new Date().toISOString();
  return alter([callOf(id)], (marks) => ({
    ...marks,
    notes: marks.notes.map((note) => (note.id === id ? { ...note, text, changed } : note)),
  }));
}

export function deleteNote(id: string): Marked {
  return alter([callOf(id)], (marks) => ({ ...marks, notes: marks.notes.filter((note) => note.id !== id) }));
}

/** Forgets everything, for a test that starts afresh. */
export function forget(): void {
  kept = new Map();
  changes.clear();
}
