/** The mock's findings, by the last digits of a call's id; a call is checked once it was heard. */
import type { CallId, FileFindings, Finding, FindingKind, SoundCheck, SoundCheckId } from '../bindings.gen';
import { failure, pause } from './faults';

const KINDS: FindingKind[] = [
  'unreadable',
  'silent',
  'one-sided',
  'cut-off',
  'short',
  'long-silence',
  'clipped',
  'faint',
  'uneven',
];
export const WORDS_OF_FINDINGS: string[] = ['any', 'none', 'unchecked', ...KINDS];

interface Recorded {
  id: CallId;
  recordingId: string | null;
}

const heard = new Set<CallId>();

export function hear(id: CallId): void {
  heard.add(id);
}

/** Two findings in every fifth call, none in the others. */
function kindsOf(id: CallId): FindingKind[] {
  const number = Number(id.slice(-3));
  if (number % 5 !== 0) return [];
  return number % 2 === 0 ? ['silent'] : ['long-silence', 'clipped'];
}

export function soundOf(call: Recorded): { checked: boolean; findings: FindingKind[] } {
  const checked = call.recordingId !== null && heard.has(call.id);
  return { checked, findings: checked ? kindsOf(call.id) : [] };
}

export function findingWords(call: Recorded): string[] {
  const { checked, findings } = soundOf(call);
  if (findings.length > 0) return ['any', ...findings];
  if (checked) return ['none'];
  return call.recordingId === null ? [] : ['unchecked'];
}

const FIGURES: Partial<Record<FindingKind, Partial<Finding>>> = {
  silent: { amount: -72 },
  'long-silence': { atMs: 2000, lengthMs: 12_000, amount: 12 },
  clipped: { atMs: 1000, amount: 400 },
};

export function findingsOf(call: Recorded): FileFindings[] {
  const { checked, findings } = soundOf(call);
  if (!checked) return [];
  const found = findings.map((kind) => ({
    kind,
    side: null,
    atMs: null,
    lengthMs: null,
    amount: 0,
    ...FIGURES[kind],
  }));
  return [{ fileIndex: 1, files: 1, checkedAt: '2026-11-26T09:00:00Z', findings: found }];
}

const runs = new Map<SoundCheckId, { calls: CallId[]; stopped: boolean }>();

export function startSoundCheck(found: Recorded[]): SoundCheckId {
  const id = `sound-${runs.size + 1}`;
  const calls = found.filter((call) => findingWords(call).includes('unchecked')).map((call) => call.id);
  runs.set(id, { calls, stopped: false });
  return id;
}

export async function watch(id: SoundCheckId, onSnapshot: (check: SoundCheck) => void): Promise<void> {
  const run = runs.get(id);
  if (run === undefined) throw failure('not_found', 'There is no such sound check here any more.');
  const check: SoundCheck = {
    total: run.calls.length,
    done: 0,
    withFindings: 0,
    failures: [],
    over: false,
    stopped: false,
  };
  for (const call of run.calls) {
    if (run.stopped) break;
    onSnapshot({ ...check });
    await pause(10);
    hear(call);
    check.done += 1;
    if (kindsOf(call).length > 0) check.withFindings += 1;
  }
  onSnapshot({ ...check, over: true, stopped: run.stopped });
}

export async function cancelSoundCheck(id: SoundCheckId): Promise<null> {
  const run = runs.get(id);
  if (run !== undefined) run.stopped = true;
  return null;
}
