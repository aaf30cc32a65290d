/** Export jobs as the mock plays them: ten snapshots a second until the recordings of the selection are settled. */
import type {
  ExportChoices,
  ExportCoverage,
  ExportInput,
  ExportOptions,
  FolderChoice,
  JobFinished,
  JobSnapshot,
} from '../bindings.gen';
import { failure, has } from './faults';

type Watcher = (snapshot: JobSnapshot) => void;

const jobs = new Map<string, JobSnapshot>();
const watchers = new Map<string, Set<Watcher>>();
const requests = new Map<string, string>();
const finished = new Set<(event: JobFinished) => void>();
let next = 1;

function put(job: JobSnapshot): void {
  jobs.set(job.id, job);
  for (const watcher of watchers.get(job.id) ?? []) watcher(job);
  if (job.outcome !== null) for (const listener of finished) listener({ job });
}

function blank(kind: JobSnapshot['kind'], folder: string, range: string): JobSnapshot {
  const id = `job-${next}`;
  next += 1;
  return {
    id,
    seq: 1,
    kind,
    phase: 'preparing',
    outcome: null,
    folder,
    range,
    calls: 0,
    recordings: 0,
    recordingsSettled: 0,
    filesDone: 0,
    filesSkipped: 0,
    kilobytes: 0,
    rateKb: 0,
    secondsLeft: null,
    inFlight: [],
    gapCounts: [],
    gaps: [],
    problems: [],
    startedAt: new Date().toISOString(),
    finishedAt: null,
    coverage: null,
    signature: { publicKey: null, removed: false },
    failure: null,
  };
}

function step(job: JobSnapshot): JobSnapshot {
  const settled = Math.min(
    job.recordings,
    job.recordingsSettled + Math.max(1, Math.round(job.recordings / 60)),
  );
  const left = job.recordings - settled;
  const over = left === 0;
  const gone = Math.floor(settled / 90);
  return {
    ...job,
    seq: job.seq + 1,
    phase: over ? 'finished' : 'transferring',
    outcome: over ? (gone > 0 ? 'partial' : 'complete') : null,
    recordingsSettled: settled,
    filesDone: settled - gone,
    kilobytes: settled * 640,
    rateKb: over ? 0 : 5_400,
    secondsLeft: over ? null : Math.ceil(left / 10),
    inFlight: over ? [] : [1, 2, 3].map((n) => `2026-11-2${n}/10${n}/call_${settled + n}.wav`),
    gapCounts: gone > 0 ? [{ result: 'gone', count: gone }] : [],
    gaps: Array.from({ length: Math.min(gone, 100) }, (_, i) => ({
      callId: `8780000${i}`,
      recordingId: `8780000${i}`,
      fileIndex: 1,
      result: 'gone' as const,
      reason: 'the PBX answered 404 for the file',
    })),
    finishedAt: over ? new Date().toISOString() : null,
    coverage: over && job.kind === 'export' ? covers(job, gone) : null,
  };
}

/** Every recording but those that are gone, and a few calls that were never recorded. */
function covers(job: JobSnapshot, gone: number): ExportCoverage {
  const { calls, recordings } = job;
  const silent = Math.floor((calls - recordings) / 20);
  const of = (part: number) => ({
    calls: Math.floor(calls * part),
    answered: Math.floor(recordings * part) + silent,
    expected: Math.floor(recordings * part) + (part > 0.5 ? silent : 0),
    recorded: Math.floor(recordings * part),
    exported: Math.floor(recordings * part) - (part > 0.5 ? gone : 0),
  });
  return {
    inRange: calls * 2,
    calls,
    answered: recordings + silent * 2,
    expected: recordings + silent,
    recorded: recordings,
    exported: recordings - gone,
    gaps: { notRecorded: silent, noRecording: 0, gone, notAllowed: 0, failed: 0, skipped: 0 },
    notReached: 0,
    extensions: [
      { extension: '101', name: 'Ann Lim', ...of(0.6) },
      { extension: '104', name: 'Marco Bellini', ...of(0.4) },
    ],
    moreExtensions: 0,
  };
}

function run(id: string): void {
  const timer = setInterval(() => {
    const job = jobs.get(id);
    if (job === undefined || job.outcome !== null) {
      clearInterval(timer);
      return;
    }
    if (job.phase !== 'paused') put(step(job));
  }, 200);
}

export function startJob(input: ExportInput, calls: number, recordings: number): string {
  const before = requests.get(input.request);
  if (before !== undefined) return before;
  const { from, to, zone } = input.query.range;
  const job = {
    ...blank('export', '/home/qa/Recordings/2026-11', `${from} – ${to} (${zone})`),
    calls,
    recordings,
  };
  requests.set(input.request, job.id);
  put(job);
  run(job.id);
  return job.id;
}

export function startVerify(id: string): string {
  const source = known(id);
  const job = {
    ...blank('verify', source.folder, source.range),
    calls: source.calls,
    recordings: source.recordings,
  };
  put(job);
  run(job.id);
  return job.id;
}

export function rerun(id: string): string {
  const source = known(id);
  const job = {
    ...blank('export', source.folder, source.range),
    calls: source.calls,
    recordings: source.recordings,
  };
  put(job);
  run(job.id);
  return job.id;
}

export function retry(id: string): string {
  const source = known(id);
  const job = {
    ...blank('export', source.folder, source.range),
    calls: source.calls,
    recordings: source.gapCounts.reduce((sum, gap) => sum + gap.count, 0),
  };
  put(job);
  run(job.id);
  return job.id;
}

/** What a job asked for: everything of its days. */
export function choices(id: string, options: ExportOptions, folder: FolderChoice): ExportChoices {
  const [from = '', to = '', zone = 'UTC'] = known(id).range.split(/ – | \(|\)/);
  const nothing = {
    number: null,
    minTalkS: null,
    maxTalkS: null,
    answered: null,
    recorded: null,
    text: null,
  };
  const filter = { extensions: [], directions: [], ids: [], ...nothing };
  return { query: { range: { from, to, zone }, filter, sort: [] }, options, folder };
}

export function pause(id: string): boolean {
  const job = known(id);
  if (job.outcome !== null || job.phase !== 'transferring') return false;
  put({ ...job, seq: job.seq + 1, phase: 'paused', rateKb: 0, secondsLeft: null });
  return true;
}

export function resume(id: string): boolean {
  const job = known(id);
  if (job.outcome !== null) return false;
  put({ ...job, seq: job.seq + 1, phase: 'transferring' });
  return true;
}

export function known(id: string): JobSnapshot {
  const job = jobs.get(id);
  if (job === undefined) throw failure('not_found', `There is no job ${id} here any more.`);
  return job;
}

export function listJobs(): JobSnapshot[] {
  if ((has('jobs') || has('ended')) && jobs.size === 0) seedJobs();
  return [...jobs.values()].reverse();
}

export function cancel(id: string): boolean {
  const job = known(id);
  if (job.outcome !== null) return false;
  put({
    ...job,
    seq: job.seq + 1,
    outcome: 'cancelled',
    phase: 'finished',
    inFlight: [],
    rateKb: 0,
    finishedAt: new Date().toISOString(),
  });
  return true;
}

export function dismiss(id: string): boolean {
  return jobs.delete(id);
}

export function watch(id: string, watcher: Watcher): void {
  const set = watchers.get(id) ?? new Set();
  set.add(watcher);
  watchers.set(id, set);
  watcher(known(id));
}

export function onFinished(listener: (event: JobFinished) => void): () => void {
  finished.add(listener);
  return () => finished.delete(listener);
}

function seedJobs(): void {
  const base = { calls: 1240, recordings: 903, recordingsSettled: 903, phase: 'finished' as const };
  const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  put({
    ...blank('export', '/home/qa/Recordings/october', '2026-10-01 – 2026-10-31 (Asia/Kuala_Lumpur)'),
    ...base,
    outcome: 'complete',
    filesDone: 903,
    kilobytes: 577_920,
    startedAt: at(900),
    finishedAt: at(893),
  });
  put({
    ...blank('export', '/home/qa/Recordings/audit', '2026-11-01 – 2026-11-15 (Asia/Kuala_Lumpur)'),
    ...base,
    outcome: 'partial',
    filesDone: 890,
    kilobytes: 560_000,
    gapCounts: [
      { result: 'gone', count: 9 },
      { result: 'failed', count: 4 },
    ],
    gaps: [
      {
        callId: '878000000000001',
        recordingId: '878000000000001',
        fileIndex: 1,
        result: 'failed',
        reason: 'the PBX answered 503 five times',
      },
    ],
    startedAt: at(120),
    finishedAt: at(112),
  });
  const half = { ...base, recordingsSettled: 310, filesDone: 310, kilobytes: 198_400, startedAt: at(60) };
  put({
    ...blank('export', '/home/qa/Recordings/cancelled', '2026-09-01 – 2026-09-30 (Asia/Kuala_Lumpur)'),
    ...half,
    outcome: 'cancelled',
    finishedAt: at(58),
  });
  put({
    ...blank('export', '/home/qa/Recordings/interrupted', '2026-08-01 – 2026-08-31 (Asia/Kuala_Lumpur)'),
    ...half,
    outcome: 'interrupted',
    finishedAt: null,
  });
  put({
    ...blank('export', '/media/usb/Recordings', '2026-07-01 – 2026-07-31 (Asia/Kuala_Lumpur)'),
    ...half,
    outcome: 'failed',
    finishedAt: at(50),
    failure: failure(
      'disk_full',
      'There is no room for the rest: 379 MB are needed, 12 MB are free on /media/usb. Make room or choose another folder.',
      'writing 2026-07-12/101/x.wav.part: no space left on device (os error 28)',
    ),
  });
  put({
    ...blank('verify', '/home/qa/Recordings/october', ''),
    ...base,
    outcome: 'partial',
    problems: [
      'changed 2026-10-02/101/20261002-091501+0800_inbound_101.wav',
      'missing 2026-10-03/104/20261003-101112+0800_outbound_104.wav',
    ],
    startedAt: at(20),
    finishedAt: at(19),
  });
  const running = {
    ...blank('export', '/home/qa/Recordings/november', '2026-11-16 – 2026-11-24 (Asia/Kuala_Lumpur)'),
    calls: 3000,
    recordings: 2100,
    startedAt: at(1),
  };
  if (has('ended')) {
    put({
      ...running,
      phase: 'waiting',
      recordingsSettled: 740,
      filesDone: 740,
      kilobytes: 473_600,
      failure: failure(
        'unauthenticated',
        'the PBX ended the session of qa.lead@sample.example; the account is probably signed in elsewhere. Sign in again to go on',
      ),
    });
    return;
  }
  put(running);
  run(running.id);
}
