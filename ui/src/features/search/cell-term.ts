/** What a cell of the grid adds to the filters when it is clicked with Alt. Pure. */
import type { CallRow, ListField, Term, TermTest } from '../../ipc';
import { isExtension } from './filters';

const list = (field: ListField, value: string): TermTest | null =>
  value === '' ? null : { kind: 'one_of', field, any: [value.replace(/\*/g, '\\*')] };
const part = (field: 'number' | 'text', value: string): TermTest | null =>
  value === '' ? null : { kind: 'contains', field, any: [value] };
const extension = (value: string) =>
  isExtension(value)
    ? ({ kind: 'one_of', field: 'extension', any: [value] } satisfies TermTest)
    : part('number', value);
const exactly = (field: 'talk' | 'ring', seconds: number): TermTest => ({
  kind: 'between',
  field,
  min: seconds,
  max: seconds,
});

/** The words for what the cell says. */
function findingsIn(row: CallRow): string[] {
  if (row.findings.length > 0) return row.findings;
  return [row.checked ? 'none' : 'unchecked'];
}

function testOf(column: string, row: CallRow): TermTest | null {
  switch (column) {
    case 'state':
      return { kind: 'is', field: 'recorded' };
    case 'direction':
      return row.direction === 'unknown' ? null : list('direction', row.direction);
    case 'extension':
      return extension(row.extension);
    case 'extensionName':
      return part('text', row.extensionName);
    case 'other':
      return part('number', row.other);
    case 'talk':
      return exactly('talk', row.talkS);
    case 'ring':
      return exactly('ring', row.ringS);
    case 'status':
      return list('status', row.status);
    case 'line':
      return list('queue', row.queue) ?? list('did', row.did);
    case 'did':
      return list('did', row.did);
    case 'endReason':
      return list('end_reason', row.endReason);
    case 'trunk':
      return list('trunk', row.trunk);
    case 'tags':
      return { kind: 'one_of', field: 'tag', any: row.tags.length > 0 ? row.tags : ['*'] };
    case 'findings':
      return { kind: 'one_of', field: 'finding', any: findingsIn(row) };
    case 'reviewed':
      return { kind: 'is', field: 'reviewed' };
    case 'rating':
      return { kind: 'between', field: 'rating', min: row.rating ?? 1, max: row.rating ?? 5 };
    case 'notes':
      return { kind: 'is', field: 'notes' };
    default:
      return null;
  }
}

/** Whether the cell says that its test fails: not recorded, not reviewed, no tags. */
function fails(column: string, row: CallRow): boolean {
  switch (column) {
    case 'state':
      return row.recordingId === null;
    case 'tags':
      return row.tags.length === 0;
    case 'reviewed':
      return !row.reviewed;
    case 'rating':
      return row.rating === null;
    case 'notes':
      return row.notes === 0;
    default:
      return false;
  }
}

/** The condition that holds for this cell and its like; null for a cell that says nothing. */
export function cellTerm(column: string, row: CallRow): Term | null {
  const test = testOf(column, row);
  return test === null ? null : { not: fails(column, row), test };
}
