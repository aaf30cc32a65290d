import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { Backend } from '../ipc/client';
import { sampleSession } from '../ipc/mock/session';
import { eachInAWindow, ready } from '../test/window';
import { App } from './app';

let backend: Backend;

eachInAWindow((fresh) => {
  backend = fresh;
  backend.commands.markCalls = vi.fn(backend.commands.markCalls);
  backend.commands.undoChange = vi.fn(backend.commands.undoChange);
});

const bar = () => screen.getByTestId('undo-bar').textContent;
const press = (key: string, held: object = {}) => fireEvent.keyDown(window, { key, ctrlKey: true, ...held });

async function selectAllAndTag(name: string) {
  const user = userEvent.setup();
  await user.click(screen.getByTestId('select-all'));
  await user.click(screen.getByTestId('tag-open'));
  await user.type(await screen.findByLabelText('Name of the tag', { selector: 'input' }), `${name}{Enter}`);
  await waitFor(() => expect(bar()).toMatch(new RegExp(`^Tagged \\d+ calls with ${name}`)));
}

describe('marking calls', () => {
  it('tags the whole result as a question, says so, and takes it back', async () => {
    render(<App />);
    await ready();
    await selectAllAndTag('complaint');
    const [query, mark] = vi.mocked(backend.commands.markCalls).mock.calls[0] ?? [];
    expect(mark).toEqual({ kind: 'tag', name: 'complaint' });
    expect(query?.filter.ids, 'no list of ids').toEqual([]);
    expect(query?.range.zone).toBe('Asia/Kuala_Lumpur');
    expect(screen.getByText(/^Tagged/).closest('[role=status]'), 'it is spoken').not.toBeNull();

    press('z');
    await waitFor(() => expect(bar()).toMatch(/^Taken back: Tagged \d+ calls/));
    expect(await backend.commands.listTags('')).toEqual([]);
    press('z', { shiftKey: true });
    await waitFor(() => expect(bar()).toMatch(/^Done again: Tagged/));
    expect(await backend.commands.listTags('')).toMatchObject([{ name: 'complaint' }]);
  });

  it('leaves Ctrl+Z to a field that is typed in', async () => {
    render(<App />);
    await ready();
    await selectAllAndTag('complaint');
    fireEvent.keyDown(screen.getByTestId('filter-text'), { key: 'z', ctrlKey: true });
    await act(async () => undefined);
    expect(backend.commands.undoChange).not.toHaveBeenCalled();
  });

  it('tells why nothing was changed', async () => {
    const full = {
      kind: 'disk_full',
      message: 'The disk is full.',
      detail: null,
      retryAfterSecs: null,
      case: null,
    };
    vi.mocked(backend.commands.markCalls).mockRejectedValueOnce(full);
    const user = userEvent.setup();
    render(<App />);
    await ready();
    await user.click(screen.getByTestId('select-all'));
    await user.click(screen.getByTestId('review-open'));
    await user.click(await screen.findByText('Mark reviewed'));
    await waitFor(() => expect(bar()).toBe('Not changed: The disk is full.'));
    expect(within(screen.getByTestId('undo-bar')).queryByRole('button', { name: 'Undo' })).toBeNull();
  });
});

describe('the desk', () => {
  it('finds place, filters, the opened call and the player as they were left', async () => {
    const range = { from: '2026-11-18', to: '2026-11-24', zone: 'Asia/Kuala_Lumpur' };
    const filter = {
      extensions: [],
      directions: [],
      number: null,
      minTalkS: null,
      maxTalkS: null,
      answered: null,
      recorded: true,
      text: null,
      ids: [],
    };
    const { rows } = await backend.commands.getPage({ range, filter, sort: [] }, 0, 1);
    const [call] = rows;
    if (call === undefined) throw new Error('the mock has no recorded call');
    const desk = {
      route: { hash: '#/settings', places: [['calls', 'range=7d&rec=yes']] },
      grid: null,
      current: call.id,
      player: { call: call.id, fileIndex: 1, seconds: 3 },
      uses: [],
    };
    await backend.commands.keepDesk(sampleSession.profile, JSON.stringify(desk));
    backend.commands.openRecording = vi.fn(backend.commands.openRecording);
    render(<App />);
    expect(await screen.findByRole('heading', { name: 'Settings' })).toBeTruthy();
    expect((await screen.findByTestId('player-waits')).textContent).toMatch(/^Left here at 0:03/);
    expect(backend.commands.openRecording, 'nothing is played by itself').not.toHaveBeenCalled();
    expect((await screen.findByTestId('inspector')).textContent).toContain('Play recording');
    fireEvent.click(screen.getByTestId('nav-calls'));
    expect(window.location.hash).toBe('#/calls?range=7d&rec=yes');
    fireEvent.click(screen.getByTestId('player-play'));
    await waitFor(() => expect(backend.commands.openRecording).toHaveBeenCalledWith(call.id, 1));
  });

  it('begins afresh where the call that was left is gone', async () => {
    const desk = { current: '1', player: { call: '1', fileIndex: 1, seconds: 3 } };
    await backend.commands.keepDesk(sampleSession.profile, JSON.stringify(desk));
    render(<App />);
    await ready();
    expect(screen.queryByTestId('inspector')).toBeNull();
    expect(screen.queryByTestId('player-dock')).toBeNull();
  });
});
