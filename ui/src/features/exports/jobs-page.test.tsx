import { Notifications, notifications } from '@mantine/notifications';
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CloseAsked, JobFinished, JobSnapshot } from '../../ipc';
import type { Backend } from '../../ipc/client';
import { startTranslations } from '../../locales';
import { CloseGuard, JobNotices, JobsPage } from '.';
import { someCoverage, someJob } from './some-job';
import { newBackend, show } from './test-bench';

let backend: Backend;

beforeAll(() => startTranslations('en'));
beforeEach(() => {
  backend = newBackend();
});
afterEach(cleanup);

describe('the list of jobs', () => {
  it('follows a running job to its end', async () => {
    let tell: (snapshot: JobSnapshot) => void = () => undefined;
    const running = someJob({
      recordings: 400,
      recordingsSettled: 100,
      kilobytes: 53_000,
      rateKb: 4_200,
      secondsLeft: 90,
    });
    backend.commands.listJobs = async () => [running];
    backend.watchJob = vi.fn(async (_id, onSnapshot) => {
      tell = onSnapshot;
    });
    show(<JobsPage onSignIn={() => undefined} />);
    const row = await screen.findByTestId('job-row');
    expect(screen.getByTestId('job-status').textContent).toBe('Fetching');
    expect(row.textContent).toContain('100 of 400 recordings');
    expect(row.textContent).toContain('4.2 MB/s');
    expect(row.textContent).toContain('About 2 minutes left');
    act(() =>
      tell({
        ...running,
        seq: 9,
        phase: 'finished',
        outcome: 'partial',
        recordingsSettled: 400,
        filesDone: 397,
        gapCounts: [{ result: 'gone', count: 3 }],
        gaps: [{ callId: '77', recordingId: '77', fileIndex: 1, result: 'gone', reason: 'answered 404' }],
        finishedAt: '2026-11-08T09:02:00Z',
      }),
    );
    await waitFor(() => expect(screen.getByTestId('job-status').textContent).toBe('Incomplete'));
    expect(row.textContent).toContain('3 gone from the PBX');
    await userEvent.click(screen.getByText('Show the missing recordings'));
    expect(within(row).getByText('answered 404')).toBeDefined();
    expect(backend.watchJob).toHaveBeenCalledOnce();
  });

  it('cancels, and keeps the failure of an action beside the job', async () => {
    backend.commands.listJobs = async () => [someJob({})];
    backend.watchJob = async () => undefined;
    backend.commands.cancelJob = vi.fn(async () => true);
    backend.commands.showInFolder = async () => {
      throw {
        kind: 'not_found',
        message: 'the folder is gone',
        detail: null,
        retryAfterSecs: null,
        case: null,
      };
    };
    show(<JobsPage onSignIn={() => undefined} />);
    await userEvent.click(await screen.findByText('Cancel'));
    expect(backend.commands.cancelJob).toHaveBeenCalledWith('job-1');
    await userEvent.click(screen.getByText('Show in folder'));
    expect(await screen.findByText('the folder is gone')).toBeDefined();
  });

  it('waits for a sign-in and asks for it', async () => {
    const failure = {
      kind: 'unauthenticated' as const,
      message: 'ended',
      detail: null,
      retryAfterSecs: null,
      case: null,
    };
    backend.commands.listJobs = async () => [someJob({ phase: 'waiting', failure })];
    backend.watchJob = async () => undefined;
    const signIn = vi.fn();
    show(<JobsPage onSignIn={signIn} />);
    expect((await screen.findByTestId('job-status')).textContent).toBe('Waiting for sign-in');
    await userEvent.click(screen.getByText('Sign in again'));
    expect(signIn).toHaveBeenCalledOnce();
  });

  it('says what to do when there is no job', async () => {
    show(<JobsPage onSignIn={() => undefined} />);
    expect(await screen.findByText('No exports yet')).toBeDefined();
  });

  it('shows what a finished export covers, and copies it by extension', async () => {
    backend.commands.listJobs = async () => [someJob({ outcome: 'partial', coverage: someCoverage() })];
    const user = userEvent.setup();
    const write = vi.spyOn(navigator.clipboard, 'writeText');
    show(<JobsPage onSignIn={() => undefined} />);
    const line = await screen.findByText('11 of 14 expected recordings are in the folder');
    expect(line).toBeDefined();
    await user.click(screen.getByText('Show the coverage'));
    const row = screen.getByTestId('job-row');
    expect(row.querySelector('[data-part="notRecorded"]')?.textContent).toBe('Not recorded2');
    const table = screen.getByLabelText('Coverage by extension');
    expect(within(table).getAllByRole('row')[1]?.textContent).toContain('101Ann');
    await user.click(screen.getByText('Copy the table'));
    await waitFor(() => expect(write).toHaveBeenCalledOnce());
    expect(write.mock.calls[0]?.[0]).toContain('101\tAnn\t12\t10\t9\t7\t6\t3');
  });

  it('says whose signature a folder bears, and when an old one went', async () => {
    backend.commands.listJobs = async () => [
      someJob({ id: 'job-3', outcome: 'complete', signature: { publicKey: 'RWkey', removed: false } }),
      someJob({
        id: 'job-2',
        kind: 'verify',
        outcome: 'partial',
        problems: ['bad_signature SHA256SUMS.minisig'],
      }),
      someJob({ id: 'job-1', outcome: 'complete', signature: { publicKey: null, removed: true } }),
    ];
    show(<JobsPage onSignIn={() => undefined} />);
    expect(await screen.findByText('Signed. Public key: RWkey')).toBeDefined();
    expect(screen.getByText(/its signature was removed/)).toBeDefined();
    await userEvent.click(screen.getByText('Show the files'));
    expect(screen.getByText('Signature does not hold')).toBeDefined();
  });

  it('takes a dismissed job away', async () => {
    backend.commands.listJobs = vi
      .fn()
      .mockResolvedValueOnce([someJob({ outcome: 'complete' })])
      .mockResolvedValue([]);
    backend.commands.dismissJob = vi.fn(async () => true);
    show(<JobsPage onSignIn={() => undefined} />);
    await userEvent.click(await screen.findByLabelText(/Remove from this list/));
    await waitFor(() => expect(screen.queryByTestId('job-row')).toBeNull());
    expect(backend.commands.dismissJob).toHaveBeenCalledWith('job-1');
  });
});

describe('the notice of a finished job', () => {
  // Notices live outside React, in one store for the whole window.
  afterEach(() => notifications.clean());

  const finish = async (...jobs: JobSnapshot[]) => {
    let heard: ((event: JobFinished) => void) | undefined;
    backend.onJobFinished = async (listener) => {
      heard = listener;
      return () => undefined;
    };
    show(
      <>
        <Notifications />
        <JobNotices />
      </>,
    );
    await waitFor(() => expect(heard).toBeDefined());
    const tell = (job: JobSnapshot) => act(() => heard?.({ job }));
    jobs.forEach(tell);
    return tell;
  };
  const partial = someJob({ outcome: 'partial', gapCounts: [{ result: 'gone', count: 3 }] });

  it('says what is missing while another place is shown', async () => {
    window.location.hash = '#/calls';
    await finish(partial);
    expect(await screen.findByText('Export finished with recordings missing')).toBeDefined();
    expect(screen.getByText(/3 recordings are missing/)).toBeDefined();
  });

  it('stays away from the list itself', async () => {
    window.location.hash = '#/exports';
    const tell = await finish(partial);
    window.location.hash = '#/calls';
    tell(someJob({ id: 'job-2', outcome: 'complete', filesDone: 12 }));
    expect(await screen.findByText('12 files are in place.')).toBeDefined();
    expect(document.querySelectorAll('.mantine-Notification-root')).toHaveLength(1);
  });

  it('does not announce what a person stopped', async () => {
    window.location.hash = '#/calls';
    await finish(
      someJob({ id: 'job-3', outcome: 'cancelled' }),
      someJob({ id: 'job-4', outcome: 'complete', filesDone: 12 }),
    );
    expect(await screen.findByText('12 files are in place.')).toBeDefined();
    expect(document.querySelectorAll('.mantine-Notification-root')).toHaveLength(1);
  });
});

describe('closing the window over a running job', () => {
  let heard: (event: CloseAsked) => void = () => undefined;
  const listen = () => {
    backend.onCloseAsked = async (listener) => {
      heard = listener;
      return () => undefined;
    };
  };
  const ask = async () => {
    listen();
    backend.commands.listJobs = async () => [someJob({ folder: '/exports/november' })];
    backend.watchJob = async () => undefined;
    backend.commands.cancelJob = vi.fn(async () => true);
    const onLeave = vi.fn();
    show(<CloseGuard onLeave={onLeave} />);
    await waitFor(() => {
      act(() => heard({ jobs: 1 }));
      expect(screen.getByText('/exports/november')).toBeDefined();
    });
    return onLeave;
  };

  it('asks nothing when no job runs', () => {
    listen();
    const onLeave = vi.fn();
    show(<CloseGuard onLeave={onLeave} />);
    heard({ jobs: 0 });
    expect(onLeave).toHaveBeenCalledOnce();
    expect(screen.queryByTestId('close-guard')).toBeNull();
  });

  it('stops the jobs and leaves when told so', async () => {
    const onLeave = await ask();
    fireEvent.click(screen.getByTestId('close-leave'));
    await waitFor(() => expect(onLeave).toHaveBeenCalledOnce());
    expect(backend.commands.cancelJob).toHaveBeenCalledWith('job-1');
  });

  it('changes nothing when the person stays', async () => {
    const onLeave = await ask();
    fireEvent.click(screen.getByTestId('close-stay'));
    expect(onLeave).not.toHaveBeenCalled();
    expect(backend.commands.cancelJob).not.toHaveBeenCalled();
  });
});
