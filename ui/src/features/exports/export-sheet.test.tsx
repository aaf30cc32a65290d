import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PresetView } from '../../ipc';
import type { Backend } from '../../ipc/client';
import { startTranslations } from '../../locales';
import { ExportSheet, JobsPage } from '.';
import { someJob } from './some-job';
import { estimate, newBackend, preview, query, show, totals } from './test-bench';

let backend: Backend;

beforeAll(() => startTranslations('en'));
beforeEach(() => {
  backend = newBackend();
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
      throw {
        kind: 'io',
        message: '/exports cannot be written',
        detail: null,
        retryAfterSecs: null,
        case: null,
      };
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
    const name = await screen.findByLabelText('Name of the preset');
    await waitFor(() => expect(screen.queryByText('Save these choices…')).toBeNull());
    expect(document.activeElement, 'the menu leaves the focus to the name').toBe(name);
    await userEvent.keyboard('Audit{Enter}');
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
