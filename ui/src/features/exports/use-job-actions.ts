/** Doing something with a job, with the failure kept beside it. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type AppError, api, type JobSnapshot, toAppError } from '../../ipc';
import type { JobAction } from './job-state';
import { exportQueries } from './queries';

const RUN: Record<Exclude<JobAction, 'newDays'>, (job: JobSnapshot) => Promise<unknown>> = {
  pause: (job) => api.pauseJob(job.id),
  resume: (job) => api.resumeJob(job.id),
  cancel: (job) => api.cancelJob(job.id),
  retry: (job) => api.retryFailed(job.id),
  rerun: (job) => api.rerunJob(job.id),
  verify: (job) => api.startVerify(job.id),
  show: (job) => api.showInFolder(job.id),
  dismiss: (job) => api.dismissJob(job.id),
};

export interface JobActions {
  run(action: JobAction): void;
  /** What is being done right now. */
  readonly busy: JobAction | null;
  readonly failure: AppError | null;
}

export function useJobActions(job: JobSnapshot, onNewDays: () => Promise<void>): JobActions {
  const client = useQueryClient();
  const { queryKey } = exportQueries.jobs();
  const mutation = useMutation({
    mutationFn: (action: JobAction) => (action === 'newDays' ? onNewDays() : RUN[action](job)),
    onSuccess: (_answer, action) => {
      if (action === 'dismiss') {
        client.setQueryData(queryKey, (jobs) => jobs?.filter(({ id }) => id !== job.id));
      }
      // New jobs appear in the list; showing a folder changes nothing.
      return action === 'show' ? undefined : client.invalidateQueries({ queryKey });
    },
  });
  return {
    run: mutation.mutate,
    busy: mutation.isPending ? mutation.variables : null,
    failure: mutation.error === null ? null : toAppError(mutation.error),
  };
}
