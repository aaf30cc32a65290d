/** The list of jobs, live: every running job is watched once, however many views show it. */

import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { type JobId, type JobSnapshot, watchJob } from '../../ipc';
import { isRunning, withSnapshot } from './job-state';
import { exportQueries } from './queries';

const watched = new WeakMap<QueryClient, Set<JobId>>();

/** Puts a snapshot into the list, if it was read already: a list of one job must not pass for all of them. */
export function keepSnapshot(client: QueryClient, snapshot: JobSnapshot): void {
  client.setQueryData(exportQueries.jobs().queryKey, (jobs) => jobs && withSnapshot(jobs, snapshot));
}

/** Watches the running jobs that are not watched yet. A watch ends by itself, with its job. */
function follow(client: QueryClient, jobs: readonly JobSnapshot[]): void {
  const ids = watched.get(client) ?? new Set<JobId>();
  watched.set(client, ids);
  for (const job of jobs) {
    if (!isRunning(job) || ids.has(job.id)) continue;
    ids.add(job.id);
    // A watch that fails leaves the job as it was last seen; the next look at the list tries again.
    watchJob(job.id, (snapshot) => keepSnapshot(client, snapshot)).catch(() => ids.delete(job.id));
  }
}

/** All jobs, and whether the list could be had. */
export function useJobs() {
  const client = useQueryClient();
  const query = useQuery(exportQueries.jobs());
  const jobs = query.data;
  useEffect(() => follow(client, jobs ?? []), [client, jobs]);
  return query;
}

/** Jobs that are not over. */
export function useRunningJobs(): JobSnapshot[] {
  const { data } = useJobs();
  return useMemo(() => (data ?? []).filter(isRunning), [data]);
}
