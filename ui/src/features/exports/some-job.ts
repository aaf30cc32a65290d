/** A job for tests: a running export, changed as the test needs it. */

import type { JobSnapshot } from '../../ipc';

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
    failure: null,
    ...change,
  };
}
