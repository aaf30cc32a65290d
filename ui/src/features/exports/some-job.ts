/** A job for tests: a running export, changed as the test needs it. */

import type { ExportCoverage, JobSnapshot } from '../../ipc';

export function someJob(change: Partial<JobSnapshot>): JobSnapshot {
  return {
    id: 'job-1',
    seq: 1,
    kind: 'export',
    phase: 'transferring',
    outcome: null,
    folder: '/home/qa/Recordings',
    range: '2026-11-01 – 2026-11-07 (Europe/Berlin)',
    calls: 20,
    recordings: 12,
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
    startedAt: '2026-11-08T09:00:00Z',
    finishedAt: null,
    coverage: null,
    signature: { publicKey: null, removed: false },
    failure: null,
    ...change,
  };
}

/** Twenty calls of two extensions: two never recorded, one gone. */
export function someCoverage(): ExportCoverage {
  return {
    inRange: 40,
    calls: 20,
    answered: 16,
    expected: 14,
    recorded: 12,
    exported: 11,
    gaps: { notRecorded: 2, noRecording: 0, gone: 1, notAllowed: 0, failed: 0, skipped: 0 },
    notReached: 0,
    extensions: [
      { extension: '101', name: 'Ann', calls: 12, answered: 10, expected: 9, recorded: 7, exported: 6 },
      { extension: '102', name: 'Bob', calls: 8, answered: 6, expected: 5, recorded: 5, exported: 5 },
    ],
    moreExtensions: 0,
  };
}
