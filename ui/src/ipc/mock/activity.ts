/** The activity log of the mock: an export and some listening. */
import type { ActivityEntry, ActivityView } from '../bindings.gen';

export function activity(newest: number): ActivityView {
  const entry = (
    seq: number,
    action: ActivityEntry['action'],
    more: Partial<ActivityEntry>,
  ): ActivityEntry => ({
    seq,
    at: new Date(newest - (5 - seq) * 600_000).toISOString(),
    action,
    server: 'https://pbx.sample.example:8887',
    domain: 'sample.example',
    user: 'qa.lead',
    call: null,
    folder: null,
    recordings: null,
    missing: null,
    outcome: null,
    note: null,
    first: null,
    previous: seq === 1 ? '' : String(seq - 1).repeat(64),
    hash: String(seq).repeat(64),
    ...more,
  });
  const folder = '/home/qa/Recordings/october';
  const entries = [
    entry(4, 'played', { call: '878000000000017' }),
    entry(3, 'played', { call: '878000000000004' }),
    entry(2, 'export_finished', { folder, recordings: 903, missing: 0, outcome: 'complete' }),
    entry(1, 'export_started', { folder }),
  ];
  return { entries, check: { lines: 4, problems: [] }, trouble: null };
}
