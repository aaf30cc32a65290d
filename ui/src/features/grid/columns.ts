/** The columns of the grid: what each shows, sorts by and copies. Pure. */
import type { CallRow, SortColumn } from '../../ipc';

export interface Column {
  id: string;
  /** Key of its title below `calls.column`. */
  title:
    | 'state'
    | 'started'
    | 'direction'
    | 'extension'
    | 'extensionName'
    | 'other'
    | 'talk'
    | 'ring'
    | 'line'
    | 'did'
    | 'status'
    | 'endReason'
    | 'trunk'
    | 'tags'
    | 'reviewed'
    | 'rating'
    | 'notes'
    | 'findings';
  /** What the catalogue sorts by; without it the column cannot be sorted. */
  sort?: SortColumn;
  width: number;
  numeric?: boolean;
  hidden?: boolean;
  /** Takes a share of the room that is left. */
  grows?: boolean;
  minWidth?: number;
  /** Its widest text fits, and the column cannot be made narrower than that: its cells cut nothing off. */
  roomy?: boolean;
}

export const COLUMNS: readonly Column[] = [
  { id: 'state', title: 'state', sort: 'recorded', width: 36 },
  { id: 'started', title: 'started', sort: 'started', width: 196 },
  { id: 'direction', title: 'direction', sort: 'direction', width: 104, roomy: true },
  { id: 'extension', title: 'extension', sort: 'extension', width: 164 },
  { id: 'other', title: 'other', sort: 'other', width: 200, minWidth: 188, grows: true },
  { id: 'talk', title: 'talk', sort: 'talk_s', width: 72, numeric: true, roomy: true },
  { id: 'ring', title: 'ring', sort: 'ring_s', width: 64, numeric: true, roomy: true },
  { id: 'line', title: 'line', sort: 'queue', width: 124 },
  { id: 'status', title: 'status', sort: 'status', width: 100, roomy: true },
  { id: 'endReason', title: 'endReason', sort: 'end_reason', width: 168, minWidth: 104, grows: true },
  { id: 'findings', title: 'findings', sort: 'findings', width: 112, minWidth: 72 },
  { id: 'tags', title: 'tags', sort: 'tags', width: 140, minWidth: 72 },
  { id: 'reviewed', title: 'reviewed', sort: 'reviewed', width: 88, hidden: true },
  { id: 'rating', title: 'rating', sort: 'rating', width: 68, numeric: true, hidden: true },
  { id: 'notes', title: 'notes', sort: 'notes', width: 64, numeric: true, hidden: true },
  { id: 'trunk', title: 'trunk', sort: 'trunk', width: 128, hidden: true },
  { id: 'extensionName', title: 'extensionName', sort: 'extension_name', width: 144, hidden: true },
  { id: 'did', title: 'did', sort: 'did', width: 128, hidden: true },
];

export function columnOf(id: string): Column | undefined {
  return COLUMNS.find((column) => column.id === id);
}

/** Queue of the call, else the number that was dialled. */
export function lineOf(row: CallRow): string {
  return row.queue || row.did;
}

/** Number and name as one text. */
export function partyText(number: string, name: string): string {
  if (number === '') return name;
  return name === '' || name === number ? number : `${number} ${name}`;
}

/** Where a call finally went, when neither of the two sides that are shown says so: a transferred or forwarded call. */
export function movedTo(row: CallRow): string {
  return row.destination === row.extension || row.destination === row.other ? '' : row.destination;
}

/** An end reason as a person reads it: `CALLER_DISCONNECTED` is "Caller disconnected"; its words stay those the search finds. */
export function reasonText(reason: string): string {
  if (!/^[A-Z0-9]+(_[A-Z0-9]+)*$/.test(reason)) return reason;
  const words = reason.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
