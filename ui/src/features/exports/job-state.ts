/**
 * How a job reads: one table from its phase and outcome to a word, a tone and what can be done with it.
 */

import type { JobSnapshot } from '../../ipc';

/** Green is proven, amber wants attention, red failed; work under way and work stopped by hand are neither. */
export type Tone = 'active' | 'proven' | 'attention' | 'failed' | 'stopped';

/** What a person can do with a job. */
export type JobAction =
  | 'pause'
  | 'resume'
  | 'cancel'
  | 'retry'
  | 'rerun'
  | 'newDays'
  | 'verify'
  | 'show'
  | 'dismiss';

/** The word of a job's state: a key below `exports.status`. */
export type StatusWord =
  | 'preparing'
  | 'transferring'
  | 'checking'
  | 'waiting'
  | 'paused'
  | 'waitingForSignIn'
  | 'finishing'
  | 'packing'
  | 'complete'
  | 'whole'
  | 'partial'
  | 'problems'
  | 'cancelled'
  | 'failed'
  | 'interrupted';

export interface JobState {
  readonly word: StatusWord;
  readonly tone: Tone;
  /** The first is what the person most likely wants. */
  readonly actions: readonly JobAction[];
}

/** True until the job has an outcome. */
export function isRunning(job: JobSnapshot): boolean {
  return job.outcome === null;
}

function runningState(job: JobSnapshot): JobState {
  const actions: JobAction[] = ['cancel', 'show'];
  switch (job.phase) {
    case 'waiting':
      // Signing in lets it go on by itself; a disk may be tried at once.
      return job.failure?.kind === 'unauthenticated'
        ? { word: 'waitingForSignIn', tone: 'attention', actions }
        : { word: 'waiting', tone: 'attention', actions: ['resume', ...actions] };
    case 'paused':
      return { word: 'paused', tone: 'stopped', actions: ['resume', ...actions] };
    case 'transferring':
      return job.kind === 'verify'
        ? { word: 'checking', tone: 'active', actions }
        : { word: 'transferring', tone: 'active', actions: ['pause', ...actions] };
    case 'packing':
      return { word: 'packing', tone: 'active', actions };
    case 'finishing':
    case 'finished':
      return { word: 'finishing', tone: 'active', actions };
    case 'preparing':
      return { word: 'preparing', tone: 'active', actions };
  }
}

function verifyState(job: JobSnapshot): JobState {
  const again: JobAction[] = ['verify', 'show', 'dismiss'];
  switch (job.outcome) {
    case 'complete':
      return { word: 'whole', tone: 'proven', actions: ['show', 'verify', 'dismiss'] };
    case 'partial':
      return { word: 'problems', tone: 'attention', actions: again };
    case 'failed':
      return { word: 'failed', tone: 'failed', actions: again };
    case 'cancelled':
      return { word: 'cancelled', tone: 'stopped', actions: again };
    default:
      return { word: 'interrupted', tone: 'attention', actions: again };
  }
}

/** How a job stands. */
export function jobState(job: JobSnapshot): JobState {
  if (job.outcome === null) {
    return runningState(job);
  }
  if (job.kind === 'verify') {
    return verifyState(job);
  }
  switch (job.outcome) {
    case 'complete':
      return { word: 'complete', tone: 'proven', actions: ['show', 'newDays', 'verify', 'dismiss'] };
    case 'partial':
      return {
        word: 'partial',
        tone: 'attention',
        actions: ['retry', 'rerun', 'newDays', 'show', 'verify', 'dismiss'],
      };
    case 'failed':
      return { word: 'failed', tone: 'failed', actions: ['rerun', 'show', 'dismiss'] };
    case 'cancelled':
      return { word: 'cancelled', tone: 'stopped', actions: ['rerun', 'show', 'verify', 'dismiss'] };
    case 'interrupted':
      return { word: 'interrupted', tone: 'attention', actions: ['rerun', 'show', 'dismiss'] };
  }
}

/** What running the job again means to the person: a key below `exports.actions`. */
export function rerunWord(job: JobSnapshot): 'again' | 'continue' | 'tryAgain' {
  switch (job.outcome) {
    case 'cancelled':
    case 'interrupted':
      return 'continue';
    case 'failed':
      return 'tryAgain';
    default:
      return 'again';
  }
}

/** What letting a job go on means to the person: a key below `exports.actions`. */
export function resumeWord(job: JobSnapshot): 'resume' | 'tryNow' {
  return job.phase === 'waiting' ? 'tryNow' : 'resume';
}

/** What became of the recordings of a job. */
export interface Coverage {
  readonly calls: number;
  readonly recordings: number;
  readonly done: number;
  readonly skipped: number;
  readonly missing: number;
  /** Recordings nothing is known of yet: the job ended before their turn. */
  readonly untouched: number;
}

/** The account of a job: every recording of it is a file, a gap with a reason, or not reached. */
export function coverage(job: JobSnapshot): Coverage {
  const missing = job.gapCounts.reduce((sum, gap) => sum + gap.count, 0);
  return {
    calls: job.calls,
    recordings: job.recordings,
    done: job.filesDone,
    skipped: job.filesSkipped,
    missing,
    untouched: Math.max(0, job.recordings - job.recordingsSettled),
  };
}

/** How far a job is, 0 to 100; null while that cannot be told. */
export function percentDone(job: JobSnapshot): number | null {
  if (job.recordings === 0 || job.phase === 'preparing') {
    return null;
  }
  return Math.min(100, (job.recordingsSettled / job.recordings) * 100);
}

/** Puts a snapshot into the list: newest job first, and never an older snapshot over a newer one. */
export function withSnapshot(jobs: readonly JobSnapshot[], snapshot: JobSnapshot): JobSnapshot[] {
  const known = jobs.find((job) => job.id === snapshot.id);
  if (known === undefined) {
    return [snapshot, ...jobs];
  }
  if (known.seq > snapshot.seq) {
    return [...jobs];
  }
  return jobs.map((job) => (job.id === snapshot.id ? snapshot : job));
}

/** One line of a verification: what is wrong with which file. */
export interface Problem {
  readonly kind: 'changed' | 'missing' | 'extra' | 'bad_signature' | 'other';
  readonly path: string;
}

/** Reads a problem line (`changed|missing|extra|bad_signature PATH`). */
export function readProblem(line: string): Problem {
  const [word = '', ...rest] = line.split(' ');
  if (word === 'changed' || word === 'missing' || word === 'extra' || word === 'bad_signature') {
    return { kind: word, path: rest.join(' ') };
  }
  return { kind: 'other', path: line };
}
