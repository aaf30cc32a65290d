/** What the quiet line under the grid says. Pure: numbers in, parts out; the words are the caller's. */
import type { CallTotals, SearchSnapshot } from '../../ipc';

export interface CountLine {
  /** Calls of the filters and of the whole range. */
  shown: number;
  held: number;
  recordings: number;
  /** These are of the question before; those of this one are being counted. */
  counting: boolean;
  /** Still arriving. */
  reading: boolean;
  /** Of a reading of many days: how far it is. */
  days: { read: number; of: number } | null;
  /** The person stopped it; what has come is shown. */
  stopped: boolean;
  /** RFC 3339, once the reading is over. */
  asOf: string | null;
  /** What the PBX counts in the range, once it told. */
  counted: number | null;
  /** The PBX counts other than we hold, after all was read again. */
  differs: boolean;
  /** What the PBX does not let this account list: none of it says nothing. */
  refused: 'calls' | 'recordings' | null;
  /** Rows the PBX sent that could not be read. */
  unreadable: number;
  failed: boolean;
  /** Calls that ended since and are not shown yet. */
  newCalls: number;
  /** Whether new calls are heard of; null where they never are. */
  live: 'on' | 'broken' | null;
}

/** A shorter range is read before anybody has read its days. */
const MANY_DAYS = 7;

const LIVE = { off: null, connecting: 'broken', listening: 'on' } as const;

export function countLine(
  snapshot: SearchSnapshot | null,
  totals: CallTotals | undefined,
  counting = false,
): CountLine | null {
  if (totals === undefined) return null;
  const held = Math.max(snapshot?.heldCalls ?? 0, totals.calls);
  const over = snapshot?.phase === 'done';
  const counted = snapshot?.countedCalls ?? null;
  const differs =
    snapshot !== null &&
    (snapshot.differences.length > 0 ||
      (over &&
        ((counted !== null && counted !== snapshot.heldCalls) ||
          (snapshot.countedRecordings !== null && snapshot.countedRecordings !== snapshot.heldRecordings))));
  return {
    shown: totals.calls,
    held,
    recordings: totals.recordings,
    counting,
    reading: snapshot === null || snapshot.phase === 'reading',
    days:
      snapshot?.phase === 'reading' && snapshot.days > MANY_DAYS
        ? { read: snapshot.daysRead, of: snapshot.days }
        : null,
    stopped: snapshot?.phase === 'cancelled',
    asOf: snapshot?.asOf ?? null,
    counted,
    differs: differs && snapshot?.phase !== 'reading',
    refused: snapshot?.callsRefused ? 'calls' : snapshot?.recordingsRefused ? 'recordings' : null,
    unreadable: snapshot?.unreadable ?? 0,
    failed: snapshot?.phase === 'failed',
    newCalls: snapshot?.live.newCalls ?? 0,
    live: LIVE[snapshot?.live.state ?? 'off'],
  };
}

/** Changes when the catalogue may hold other rows, or the same ones with news. */
export function stampOf({ id, heldCalls, heldRecordings, live }: SearchSnapshot): string {
  return `${id} ${heldCalls} ${heldRecordings} ${live.awaited}`;
}
