import { MantineProvider } from '@mantine/core';
import { Notifications, notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type {
  CallQuery,
  CloseAsked,
  ExportEstimate,
  ExportPreview,
  JobFinished,
  JobSnapshot,
  PresetView,
} from '../../ipc';
import { type Backend, setBackend } from '../../ipc/client';
import { mockBackend } from '../../ipc/mock';
import { startTranslations } from '../../locales';
import { CloseGuard, ExportSheet, JobNotices, JobsPage } from '.';
import { someCoverage, someJob } from './some-job';

const query: CallQuery = {
  range: { from: '2026-11-01', to: '2026-11-07', zone: 'Europe/Berlin' },
  filter: {
    extensions: [],
    directions: [],
    number: null,
    minTalkS: null,
    maxTalkS: null,
    answered: null,
    recorded: null,
    text: null,
    ids: ['1', '2'],
  },
  sort: [],
};
const totals = { calls: 500, recordings: 412, talkS: 3_600 };
const preview: ExportPreview = { totals, problem: null };
const estimate: ExportEstimate = {
  recordings: 412,
  inPlace: 0,
  kilobytes: 180_000,
  basis: 'sample',
  seconds: 90,
  neededKb: 180_000,
  freeMb: 52_000,
};

let backend: Backend;

function show(node: ReactNode) {
  return render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider>{node}</MantineProvider>
    </QueryClientProvider>,
  );
}

beforeAll(() => startTranslations('en'));
beforeEach(() => {
  localStorage.clear();
  backend = mockBackend();
  backend.commands.previewExport = vi.fn(async () => preview);
  backend.commands.estimateExport = vi.fn(async () => estimate);
  backend.commands.findEarlier = vi.fn(async () => null);
  backend.commands.previewNames = async () => ({ names: ['a', 'b', 'c'], problem: null });
  backend.commands.suggestFolder = async () => ({ id: 'folder-7', path: '/exports', freeMb: 52_000 });
  backend.commands.startExport = vi.fn(async () => 'job-1');
  backend.commands.listJobs = vi.fn(async () => []);
  setBackend(backend);
});
afterEach(cleanup);

describe('the export sheet', () => {
  const sheet = (onStarted = vi.fn(), onClose = vi.fn()) => {
    show(
      <ExportSheet
        opened
        onClose={onClose}
        query={query}
        what="selection"
        totals={totals}
        zone="Europe/Berlin"
        onStarted={onStarted}
      />,
    );
    return { onStarted, onClose };
  };

  it('says what it will do before it does it', async () => {
    sheet();
    const shown = await screen.findByTestId('export-sheet');
    await waitFor(() => expect(shown.textContent).toContain('about 180 MB · about 1:30 · 52 GB free'));
    expect(shown.textContent).toContain('500 selected calls');
    expect(shown.textContent).toContain('2026-11-01 to 2026-11-07, times in Europe/Berlin');
    await screen.findByText('b');
    expect(screen.getByTestId('export-start').textContent).toBe('Export 412 recordings');
  });

  it('starts one export with what was chosen, and remembers it', async () => {
    const kept = vi.spyOn(backend.commands, 'setPreferences');
    const { onStarted, onClose } = sheet();
    await screen.findByTestId('export-sheet');
    await userEvent.click(screen.getByLabelText('Excel (XLSX)'));
    await userEvent.click(screen.getByLabelText('MP3'));
    await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('export-start').disabled).toBe(false));
    await userEvent.click(screen.getByTestId('export-start'));
    await waitFor(() => expect(onStarted).toHaveBeenCalledWith('job-1'));
    expect(onClose).toHaveBeenCalledOnce();
    expect(backend.commands.startExport).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        folder: 'folder-7',
        query,
        options: expect.objectContaining({ audio: 'mp3', tables: ['csv', 'xlsx'] }),
      }),
    );
    expect(kept).toHaveBeenCalledWith(
      expect.objectContaining({ export: expect.objectContaining({ audio: 'mp3', tables: ['csv', 'xlsx'] }) }),
    );
  });

  it('exports with the columns, the separator and the packaging that were chosen', async () => {
    const { onStarted } = sheet();
    const columns = await screen.findByTestId('export-columns');
    expect(columns.textContent).toBe('All columns');
    await userEvent.click(columns);
    await userEvent.click(await screen.findByLabelText('sha256'));
    expect(screen.getByLabelText<HTMLInputElement>('call_id').disabled).toBe(true);
    await waitFor(() => expect(columns.textContent).toBe('27 of 28 columns'));
    await userEvent.keyboard('{Escape}');
    await userEvent.click(screen.getByLabelText('Semicolon'));
    await userEvent.click(screen.getByLabelText('Bag for an archive (BagIt)'));
    await userEvent.click(screen.getByLabelText('Page to search and play in a browser'));
    await userEvent.click(screen.getByTestId('export-start'));
    await waitFor(() => expect(onStarted).toHaveBeenCalledOnce());
    const chosen = vi.mocked(backend.commands.startExport).mock.calls[0]?.[0].options;
    expect(chosen?.csvSeparator).toBe('semicolon');
    expect(chosen?.layout).toBe('bagit');
    expect(chosen?.index).toBe(true);
    expect(chosen?.columns).toHaveLength(27);
    expect(chosen?.columns).not.toContain('sha256');
  });

  it('exports with the sound that was chosen, and with none that the format cannot have', async () => {
    const { onStarted } = sheet();
    await screen.findByTestId('export-sheet');
    const press = (label: string) => fireEvent.click(screen.getByLabelText(label, { selector: 'input' }));
    expect(screen.queryByLabelText('Level the loudness'), 'the original is not changed').toBeNull();
    press('MP3');
    press('Level the loudness');
    press('Channels');
    fireEvent.click(await screen.findByText('Two files, one per side'));
    press('Bit rate');
    fireEvent.click(await screen.findByText('32 kbit/s'));
    press('FLAC');
    press('Only the sound of videos');
    fireEvent.click(screen.getByTestId('export-start'));
    await waitFor(() => expect(onStarted).toHaveBeenCalledOnce());
    const chosen = vi.mocked(backend.commands.startExport).mock.calls[0]?.[0].options;
    expect(chosen?.audio).toBe('flac');
    expect(chosen?.sound).toEqual({ mp3Kbps: null, channels: 'split', sampleRate: null, loudness: -16 });
    expect(chosen?.video).toBe('audio');
  });

  it('shows a problem of the name at the name and its place, and does not start', async () => {
    backend.commands.previewNames = async (_query, template) => ({
      names: [],
      problem: { reason: 'there is no such field', from: template.indexOf('{id'), to: template.length },
    });
    sheet();
    expect(await screen.findByText('there is no such field')).toBeDefined();
    expect(screen.getByTestId('export-template').getAttribute('aria-invalid')).toBe('true');
    expect(document.querySelector('mark')?.textContent).toBe('{id}]');
    expect(screen.getByTestId<HTMLButtonElement>('export-start').disabled).toBe(true);
    expect(screen.getByTestId('export-sheet').textContent).toContain('The file names need a correction.');
  });

  it('says what else keeps it from starting in the words of the core', async () => {
    backend.commands.previewExport = async () => ({ ...preview, problem: 'a rate of 0 would never end' });
    sheet();
    expect(await screen.findByText('a rate of 0 would never end')).toBeDefined();
    expect(screen.getByTestId<HTMLButtonElement>('export-start').disabled).toBe(true);
  });

  it('asks for new names with every key and for sums with none', async () => {
    const asked = vi.fn(async () => ({ names: ['a'], problem: null }));
    backend.commands.previewNames = asked;
    sheet();
    const template = await screen.findByTestId('export-template');
    await userEvent.type(template, 'x');
    await waitFor(() => expect(asked).toHaveBeenLastCalledWith(query, expect.stringMatching(/x$/)));
    expect(backend.commands.previewExport).toHaveBeenCalledOnce();
  });

  it('asks for a folder when there is none', async () => {
    backend.commands.suggestFolder = async () => null;
    backend.commands.chooseFolder = async () => ({ id: 'chosen', path: '/elsewhere', freeMb: 100 });
    backend.commands.estimateExport = async (_query, _options, place) => ({
      ...estimate,
      freeMb: place === null ? null : 100,
    });
    sheet();
    await waitFor(() =>
      expect(screen.getByTestId('export-sheet').textContent).toContain('Choose a folder first.'),
    );
    await userEvent.click(screen.getByTestId('export-folder'));
    await waitFor(() => expect(screen.getByTestId('export-folder-path').textContent).toBe('/elsewhere'));
    expect(screen.getByTestId('export-sheet').textContent, 'too little room is said').toContain(
      '100 MB free',
    );
  });

  it('stays open with the reason when the start fails', async () => {
    backend.commands.startExport = async () => {
      throw { kind: 'io', message: '/exports cannot be written', detail: null, retryAfterSecs: null };
    };
    const { onClose } = sheet();
    await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('export-start').disabled).toBe(false));
    await userEvent.click(screen.getByTestId('export-start'));
    expect(await screen.findByText('/exports cannot be written')).toBeDefined();
    expect(onClose).not.toHaveBeenCalled();
  });
});

describe('the days of an export', () => {
  const everything = { ...query, filter: { ...query.filter, ids: [] } };
  const since = { from: '2026-11-04T00:00:00', to: '2026-11-09', zone: 'Europe/Berlin' };
  const lastMonth = { from: '2026-10-01', to: '2026-10-31', zone: 'Europe/Berlin' };
  const sheet = () =>
    show(
      <ExportSheet
        opened
        onClose={() => undefined}
        query={everything}
        what="all"
        totals={totals}
        zone="Europe/Berlin"
        onStarted={() => undefined}
      />,
    );
  const choose = async (label: RegExp) => {
    await userEvent.click(await screen.findByTestId('export-days'));
    await userEvent.click(await screen.findByRole('option', { name: label, hidden: true }));
  };
  const started = () => vi.mocked(backend.commands.startExport).mock.calls[0]?.[0];

  it('offers what is new where the folder holds an export', async () => {
    backend.commands.findEarlier = async () => ({
      until: '2026-11-07T00:00:00Z',
      range: since,
      sameSelection: false,
    });
    sheet();
    await choose(/Only what is new since/);
    expect(await screen.findByText(/asked for other calls/)).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Start export' }));
    await waitFor(() => expect(started()?.query.range).toEqual(since));
  });

  it('takes the days of last month from the core, and starts although none of them was read', async () => {
    backend.commands.resolveRange = async () => lastMonth;
    backend.commands.previewExport = async () => ({
      ...preview,
      totals: { calls: 0, recordings: 0, talkS: 0 },
    });
    sheet();
    await choose(/Last month/);
    const start = await screen.findByRole<HTMLButtonElement>('button', { name: 'Start export' });
    await waitFor(() => expect(start.disabled).toBe(false));
    await userEvent.click(start);
    await waitFor(() => expect(started()?.query.range).toEqual(lastMonth));
  });

  it('asks for the days that are missing', async () => {
    sheet();
    await choose(/Other days/);
    fireEvent.change(screen.getByLabelText('First day'), { target: { value: '' } });
    await screen.findByText('Choose the first and the last day.');
    fireEvent.change(screen.getByLabelText('First day'), { target: { value: '2026-11-02' } });
    await userEvent.click(await screen.findByRole('button', { name: 'Start export' }));
    await waitFor(() =>
      expect(started()?.query.range).toEqual({ from: '2026-11-02', to: '2026-11-07', zone: 'Europe/Berlin' }),
    );
  });

  it('keeps the choices as a preset', async () => {
    backend.commands.resolveRange = async () => lastMonth;
    const saved = vi.spyOn(backend.commands, 'savePreset');
    sheet();
    await choose(/Last month/);
    await userEvent.click(screen.getByLabelText('MP3'));
    await userEvent.click(screen.getByTestId('export-presets'));
    await userEvent.click(await screen.findByText('Save these choices…'));
    await userEvent.type(await screen.findByLabelText('Name of the preset'), 'Audit');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(saved).toHaveBeenCalledExactlyOnceWith(
        expect.objectContaining({
          name: 'Audit',
          days: { kind: 'relative', range: 'last_month' },
          onlyNew: false,
          options: expect.objectContaining({ audio: 'mp3' }),
          folder: 'folder-7',
        }),
      ),
    );
  });

  /** A kept export of last month as MP3. */
  const audit = (): PresetView => ({
    name: 'Audit',
    days: { kind: 'relative', range: 'last_month' },
    onlyNew: false,
    choices: { query: { ...everything, range: lastMonth }, options: { audio: 'mp3' }, folder: null },
  });

  it('takes over the choices of a preset', async () => {
    backend.commands.resolveRange = async () => lastMonth;
    backend.commands.listPresets = async () => [audit()];
    sheet();
    expect((await screen.findByLabelText<HTMLInputElement>('Original')).checked).toBe(true);
    await userEvent.click(screen.getByTestId('export-presets'));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Audit' }));
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('MP3').checked).toBe(true));
    expect(screen.getByTestId<HTMLInputElement>('export-days').value).toBe('Last month');
  });

  it('runs and forgets a preset beside the jobs', async () => {
    backend.commands.resolveRange = async () => lastMonth;
    let presets = [audit()];
    backend.commands.listPresets = async () => presets;
    backend.commands.deletePreset = async () => {
      presets = [];
      return true;
    };
    show(<JobsPage onSignIn={() => undefined} />);
    const list = await screen.findByTestId('preset-list');
    await userEvent.click(within(list).getByRole('button', { name: 'Run…' }));
    const again = await screen.findByTestId('export-sheet');
    await waitFor(() =>
      expect(within(again).getByTestId<HTMLInputElement>('export-days').value).toBe('Last month'),
    );
    await userEvent.click(within(list).getByRole('button', { name: 'Forget Audit', hidden: true }));
    await waitFor(() => expect(screen.queryByTestId('preset-list')).toBeNull());
  });

  it('runs a finished job again with new days', async () => {
    backend.commands.listJobs = async () => [someJob({ outcome: 'complete', phase: 'finished' })];
    backend.commands.getJobChoices = async () => ({
      query: everything,
      options: { audio: 'flac' },
      folder: { id: 'folder-9', path: '/before', freeMb: null },
    });
    show(<JobsPage onSignIn={() => undefined} />);
    await userEvent.click(await screen.findByRole('button', { name: 'New dates…' }));
    await waitFor(() => expect(screen.getByTestId('export-folder-path').textContent).toBe('/before'));
    expect(screen.getByLabelText<HTMLInputElement>('FLAC').checked).toBe(true);
    expect(screen.getByTestId('export-days')).toBeDefined();
  });
});

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
      throw { kind: 'not_found', message: 'the folder is gone', detail: null, retryAfterSecs: null };
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
  const ask = async () => {
    let heard: (event: CloseAsked) => void = () => undefined;
    backend.onCloseAsked = async (listener) => {
      heard = listener;
      return () => undefined;
    };
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
