import { describe, expect, it } from 'vitest';
import type { ExportPhase, Failure, JobKind, JobOutcome } from '../../ipc';
import {
  coverage,
  jobState,
  percentDone,
  readProblem,
  rerunWord,
  resumeWord,
  withSnapshot,
} from './job-state';
import { someJob } from './some-job';

describe('how a job reads', () => {
  const table: [JobKind, ExportPhase, JobOutcome | null, string, string, string[]][] = [
    ['export', 'preparing', null, 'preparing', 'active', ['cancel', 'show']],
    ['export', 'transferring', null, 'transferring', 'active', ['pause', 'cancel', 'show']],
    ['export', 'paused', null, 'paused', 'stopped', ['resume', 'cancel', 'show']],
    ['export', 'waiting', null, 'waiting', 'attention', ['resume', 'cancel', 'show']],
    ['export', 'finishing', null, 'finishing', 'active', ['cancel', 'show']],
    ['export', 'packing', null, 'packing', 'active', ['cancel', 'show']],
    ['export', 'finished', 'complete', 'complete', 'proven', ['show', 'newDays', 'verify', 'dismiss']],
    [
      'export',
      'finished',
      'partial',
      'partial',
      'attention',
      ['retry', 'rerun', 'newDays', 'show', 'verify', 'dismiss'],
    ],
    ['export', 'finished', 'failed', 'failed', 'failed', ['rerun', 'show', 'dismiss']],
    ['export', 'finished', 'cancelled', 'cancelled', 'stopped', ['rerun', 'show', 'verify', 'dismiss']],
    ['export', 'transferring', 'interrupted', 'interrupted', 'attention', ['rerun', 'show', 'dismiss']],
    ['verify', 'transferring', null, 'checking', 'active', ['cancel', 'show']],
    ['verify', 'finished', 'complete', 'whole', 'proven', ['show', 'verify', 'dismiss']],
    ['verify', 'finished', 'partial', 'problems', 'attention', ['verify', 'show', 'dismiss']],
    ['verify', 'finished', 'failed', 'failed', 'failed', ['verify', 'show', 'dismiss']],
    ['verify', 'finished', 'cancelled', 'cancelled', 'stopped', ['verify', 'show', 'dismiss']],
    ['verify', 'transferring', 'interrupted', 'interrupted', 'attention', ['verify', 'show', 'dismiss']],
  ];

  it.each(table)('%s in %s with %s is %s', (kind, phase, outcome, word, tone, actions) => {
    expect(jobState(someJob({ kind, phase, outcome }))).toEqual({ word, tone, actions });
  });

  it('is green only when it is proven', () => {
    const green = table.filter(([, , , , tone]) => tone === 'proven').map(([, , outcome]) => outcome);
    expect(new Set(green)).toEqual(new Set(['complete']));
  });
});

it('has nothing to try at once while it waits for a person', () => {
  const failure: Failure = {
    kind: 'unauthenticated',
    message: 'sign in again',
    detail: null,
    retryAfterSecs: null,
    case: null,
  };
  expect(jobState(someJob({ phase: 'waiting', failure }))).toEqual({
    word: 'waitingForSignIn',
    tone: 'attention',
    actions: ['cancel', 'show'],
  });
});

it('calls running again by what it means', () => {
  expect(rerunWord(someJob({ outcome: 'partial' }))).toBe('again');
  expect(rerunWord(someJob({ outcome: 'interrupted' }))).toBe('continue');
  expect(rerunWord(someJob({ outcome: 'cancelled' }))).toBe('continue');
  expect(rerunWord(someJob({ outcome: 'failed' }))).toBe('tryAgain');
});

it('calls going on by what it means', () => {
  expect(resumeWord(someJob({ phase: 'paused' }))).toBe('resume');
  expect(resumeWord(someJob({ phase: 'waiting' }))).toBe('tryNow');
});

it('accounts for every recording', () => {
  const job = someJob({
    calls: 20,
    recordings: 12,
    recordingsSettled: 10,
    filesDone: 5,
    filesSkipped: 2,
    gapCounts: [
      { result: 'gone', count: 2 },
      { result: 'failed', count: 1 },
    ],
  });
  expect(coverage(job)).toEqual({ calls: 20, recordings: 12, done: 5, skipped: 2, missing: 3, untouched: 2 });
});

it('tells how far it is only when it can', () => {
  expect(percentDone(someJob({ phase: 'preparing', recordings: 10 }))).toBeNull();
  expect(percentDone(someJob({ recordings: 0 }))).toBeNull();
  expect(percentDone(someJob({ recordings: 8, recordingsSettled: 2 }))).toBe(25);
  expect(
    percentDone(someJob({ recordings: 8, recordingsSettled: 9 })),
    'several files can belong to one',
  ).toBe(100);
});

describe('withSnapshot', () => {
  const old = someJob({ id: 'a', seq: 3 });

  it('puts a new job on top', () => {
    expect(withSnapshot([old], someJob({ id: 'b' })).map(({ id }) => id)).toEqual(['b', 'a']);
  });

  it('replaces a job by a newer snapshot, never by an older one', () => {
    expect(withSnapshot([old], someJob({ id: 'a', seq: 4, filesDone: 9 }))[0]?.filesDone).toBe(9);
    expect(withSnapshot([old], someJob({ id: 'a', seq: 2, filesDone: 1 }))[0]).toBe(old);
  });
});

it('reads the problems of a verification', () => {
  expect(readProblem('changed 2026-11-02/101/a b.wav')).toEqual({
    kind: 'changed',
    path: '2026-11-02/101/a b.wav',
  });
  expect(readProblem('missing x.wav').kind).toBe('missing');
  expect(readProblem('extra x.wav').kind).toBe('extra');
  expect(readProblem('something else')).toEqual({ kind: 'other', path: 'something else' });
});
