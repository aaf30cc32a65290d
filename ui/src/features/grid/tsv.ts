/** Calls as cells that paste into a spreadsheet. Pure. */
import type { CallRow, FindingKind } from '../../ipc';
import { formatDuration } from '../../lib/format';
import { lineOf, reasonText } from './columns';
import { type RecordingState, recordingState } from './recording-state';

const PLAIN_NUMBER = /^\+?[0-9*#]*$/;

/** One cell: no breaks, and nothing a spreadsheet would run as a formula (the rule of `calls.csv`). */
export function cell(text: string): string {
  const flat = text.replace(/[\t\r\n]+/g, ' ');
  return /^[=+\-@]/.test(flat) && !PLAIN_NUMBER.test(flat) ? `'${flat}` : flat;
}

/** The columns that are copied; their titles are translated by the caller. */
export const COPIED = [
  'started',
  'direction',
  'extension',
  'extensionName',
  'otherNumber',
  'otherName',
  'talk',
  'ring',
  'line',
  'status',
  'endReason',
  'trunk',
  'tags',
  'reviewed',
  'rating',
  'notes',
  'findings',
  'recorded',
  'state',
  'callId',
] as const;
export type Copied = (typeof COPIED)[number];

export interface CopyWords {
  titles: Record<Copied, string>;
  direction: Record<CallRow['direction'], string>;
  status: Record<CallRow['status'], string>;
  state: Record<RecordingState, string>;
  finding: (kind: FindingKind) => string;
  /** Of a call in which nothing was found. */
  clean: string;
  yes: string;
  no: string;
}

function values(row: CallRow, words: CopyWords): Record<Copied, string> {
  return {
    // Date and time in the form every spreadsheet takes as a date.
    started: row.startedLocal.slice(0, 19).replace('T', ' '),
    direction: words.direction[row.direction],
    extension: row.extension,
    extensionName: row.extensionName,
    otherNumber: row.other,
    otherName: row.otherName,
    talk: formatDuration(row.talkS),
    ring: formatDuration(row.ringS),
    line: lineOf(row),
    status: words.status[row.status],
    endReason: reasonText(row.endReason),
    trunk: row.trunk,
    tags: row.tags.join(', '),
    reviewed: row.reviewed ? words.yes : words.no,
    rating: row.rating === null ? '' : String(row.rating),
    notes: String(row.notes),
    findings: row.findings.map(words.finding).join(', ') || (row.checked ? words.clean : ''),
    recorded: row.recordingId === null ? words.no : words.yes,
    state: words.state[recordingState(row, false)],
    callId: row.id,
  };
}

/** Rows as lines of tab-separated cells, with a line of titles when asked for. */
export function toTsv(rows: CallRow[], words: CopyWords, withTitles: boolean): string {
  const lines = rows.map((row) => {
    const value = values(row, words);
    return COPIED.map((column) => cell(value[column])).join('\t');
  });
  if (withTitles) lines.unshift(COPIED.map((column) => cell(words.titles[column])).join('\t'));
  return `${lines.join('\n')}\n`;
}
