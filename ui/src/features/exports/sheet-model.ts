/**
 * What the export sheet decides before anything is started.
 */

import type {
  AudioFormat,
  CallTotals,
  Column,
  ExportEstimate,
  ExportOptions,
  ExportPreview,
  FolderChoice,
  NamePreview,
  OfficeLimit,
  Sound,
  TableKind,
} from '../../ipc';

/** The order tables are offered and written in. */
export const TABLES: readonly TableKind[] = ['csv', 'xlsx', 'jsonl'];

/** The columns of the tables, in their order; the type sees to it that none is missing. */
const ALL: Record<Column, true> = {
  call_id: true,
  recording_id: true,
  direction: true,
  extension: true,
  extension_name: true,
  caller: true,
  caller_name: true,
  callee: true,
  callee_name: true,
  did: true,
  trunk: true,
  queue: true,
  started_utc: true,
  answered_utc: true,
  ended_utc: true,
  started_local: true,
  zone: true,
  ring_s: true,
  talk_s: true,
  audio_s: true,
  status: true,
  end_reason: true,
  files: true,
  paths: true,
  bytes: true,
  sha256: true,
  result: true,
  reason: true,
};
export const COLUMNS = Object.keys(ALL) as Column[];

/** Without it a later export into the folder could not keep the rows of this one. */
export const NEEDED_COLUMN: Column = 'call_id';

/** The columns a table will have; an empty choice means all. */
export function columnsOf(chosen: readonly Column[]): readonly Column[] {
  return chosen.length === 0 ? COLUMNS : chosen;
}

/** Columns that were ticked, as the core takes them: in their order, the needed one among them, and nothing for all. */
export function chosenColumns(ticked: readonly string[]): Column[] {
  const chosen = COLUMNS.filter((column) => column === NEEDED_COLUMN || ticked.includes(column));
  return chosen.length === COLUMNS.length ? [] : chosen;
}

/** Most transfers at once a person can ask for (`quality.md`: more than 64 never helped). */
export const MOST_PARALLEL = 64;

/** Sound as it was recorded. */
const AS_RECORDED: Sound = { mp3Kbps: null, channels: 'keep', sampleRate: null, loudness: null };

/** What of a choice of sound a format can have: the original is not changed, and only MP3 has a bit rate. */
export function soundFor(audio: AudioFormat, sound: Sound): Sound {
  if (audio === 'original') return AS_RECORDED;
  return audio === 'mp3' ? sound : { ...sound, mp3Kbps: null };
}

/** Kilobits a second that are offered for MP3; without a choice it is 64. */
export const MP3_KBPS: readonly number[] = [16, 24, 32, 48, 64, 96, 128];
export const USUAL_KBPS = 64;

/** Hertz that the core offers. */
export const SAMPLE_RATES: readonly number[] = [8000, 16000, 48000];

/** What players level to, in LUFS. */
export const USUAL_LOUDNESS = -16;

/** A table more or less, in the order they are offered. */
export function withTable(tables: readonly TableKind[], table: TableKind, on: boolean): TableKind[] {
  return TABLES.filter((kind) => (kind === table ? on : tables.includes(kind)));
}

/** What the start button says: a key below `exports.start`, and the number in it. */
export interface StartWords {
  readonly key: 'recordings' | 'tables' | 'unread';
  readonly count: number;
}

/** Recordings if there are any, else the table of calls alone; nothing is counted of days that were not read yet. */
export function startWords(totals: CallTotals, unread: boolean): StartWords {
  if (unread) return { key: 'unread', count: 0 };
  return totals.recordings > 0
    ? { key: 'recordings', count: totals.recordings }
    : { key: 'tables', count: totals.calls };
}

/** Whether the folder has room for what is expected. */
export type Room = 'enough' | 'tight' | 'unknown';

/** Compares what is expected with what is free. */
export function roomFor(estimate: ExportEstimate | null): Room {
  if (estimate === null || estimate.freeMb === null) {
    return 'unknown';
  }
  return estimate.neededKb > estimate.freeMb * 1000 ? 'tight' : 'enough';
}

/** Why an export cannot start: a key below `exports.blocked`; for `options` the core says it in its own words. */
export type Blocked = 'nothing' | 'noTables' | 'days' | 'folder' | 'names' | 'options';

/** What the core says of the choices. */
export interface Answers {
  /** The days are others than those the totals were counted for. */
  readonly unread: boolean;
  /** False while a date is missing. */
  readonly hasDays: boolean;
  readonly names: NamePreview | undefined;
  readonly preview: ExportPreview | undefined;
}

/** Why the export cannot start; null when it can. */
export function blockedBy(
  totals: CallTotals,
  folder: FolderChoice | null,
  options: ExportOptions,
  { unread, hasDays, names, preview }: Answers,
): Blocked | null {
  if (!hasDays) return 'days';
  if (!unread && totals.calls === 0) return 'nothing';
  if (!unread && totals.recordings === 0 && options.tables.length === 0) return 'noTables';
  if (folder === null) return 'folder';
  if (names !== undefined && names.problem !== null) return 'names';
  return preview !== undefined && preview.problem !== null ? 'options' : null;
}

/** True when something under "More" is not as it usually is. */
export function differsFromUsual(options: ExportOptions): boolean {
  return (
    options.onConflict !== 'skip' ||
    options.parallel !== null ||
    options.limitRateKb !== null ||
    options.officeLimit !== null
  );
}

/** A whole number typed into a field; null for an empty one. */
export function wholeOrNull(value: number | string): number | null {
  const number = typeof value === 'number' ? value : Number.parseFloat(value);
  return Number.isFinite(number) && number > 0 ? Math.round(number) : null;
}

/** What a limit within office hours begins with. */
export const OFFICE_HOURS: OfficeLimit = {
  limitRateKb: 500,
  from: '08:00',
  to: '18:00',
  weekdaysOnly: true,
};
