import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { SearchSnapshot } from '../ipc';
import type { Backend } from '../ipc/client';
import { sampleSession } from '../ipc/mock/session';
import { countLine, eachInAWindow } from '../test/window';
import { App } from './app';

let backend: Backend;

eachInAWindow((fresh) => {
  backend = fresh;
  backend.commands.startSearch = vi.fn(backend.commands.startSearch);
  backend.commands.getShownPage = vi.fn(backend.commands.getShownPage);
});

describe('the window', () => {
  it('searches the last 7 days of the tenant’s zone and counts what it finds', async () => {
    render(<App />);
    await waitFor(() =>
      expect(countLine()).toMatch(/^(\d+) of \1 calls·\d+ recordings·as of .+·PBX says \1$/),
    );
    expect(backend.commands.startSearch).toHaveBeenCalledWith(
      expect.objectContaining({ range: { from: '2026-11-18', to: '2026-11-24', zone: 'Asia/Kuala_Lumpur' } }),
    );
  });

  it('takes filters from the address, shows them as chips and gives them up again', async () => {
    window.location.hash = '#/calls?range=today&ext=101,110-119&rec=yes';
    const user = userEvent.setup();
    render(<App />);
    const asked = expect.objectContaining({
      filter: expect.objectContaining({ extensions: ['101', '110-119'], recorded: true }),
      sort: [{ column: 'started', descending: true }],
    });
    await waitFor(() =>
      expect(backend.commands.getShownPage).toHaveBeenCalledWith(
        asked,
        expect.any(Number),
        expect.any(Number),
      ),
    );
    await user.click(screen.getByRole('button', { name: 'Remove filter Extension 101' }));
    expect(window.location.hash).toBe('#/calls?range=today&ext=110-119&rec=yes');
    await user.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect(window.location.hash).toBe('#/calls?range=today');
  });

  it('asks again for rows whose question was ended by a late one', async () => {
    const page = vi.mocked(backend.commands.getShownPage).mockResolvedValueOnce(null);
    render(<App />);
    await waitFor(() => {
      const [ended, ...later] = page.mock.calls;
      expect(later).toContainEqual(ended);
    });
  });

  it('reads a range once, whatever the filters do', async () => {
    const user = userEvent.setup();
    render(<App />);
    await waitFor(() => expect(countLine()).toMatch(/PBX says/));
    const before = vi.mocked(backend.commands.startSearch).mock.calls.length;
    await user.type(screen.getByTestId('filter-text'), 'zoe');
    await waitFor(() => expect(window.location.hash).toContain('q=zoe'));
    expect(backend.commands.startSearch).toHaveBeenCalledTimes(before);
  });

  it('announces calls that ended since, and shows them when asked', async () => {
    const user = userEvent.setup();
    let tell: (snapshot: SearchSnapshot) => void = () => undefined;
    let last: SearchSnapshot | undefined;
    const watch = backend.watchSearch;
    backend.watchSearch = (id, onSnapshot) => {
      tell = onSnapshot;
      return watch(id, (snapshot) => {
        last = snapshot;
        onSnapshot(snapshot);
      });
    };
    const show = vi.fn(async () => null);
    backend.commands.showNewCalls = show;
    render(<App />);
    await waitFor(() => expect(last?.phase).toBe('done'));
    expect(screen.queryByTestId('live-dot'), 'nothing is said of what there is not').toBeNull();
    const hear = (newCalls: number) =>
      act(() => last && tell({ ...last, live: { state: 'listening', newCalls, awaited: 0 } }));
    hear(3);
    const button = await screen.findByRole('button', { name: '3 new calls · Show' });
    expect(button.closest('[aria-live=polite]'), 'it is spoken, too').not.toBeNull();
    expect(screen.getByRole('img', { name: /^Live/ })).toBeTruthy();

    const away = {
      kind: 'offline',
      message: 'The PBX is away.',
      detail: null,
      retryAfterSecs: null,
      case: null,
    };
    show.mockRejectedValueOnce(away);
    await user.click(button);
    expect((await screen.findByTestId('new-calls-failed')).title).toBe('The PBX is away.');

    await user.click(button);
    await waitFor(() => expect(show).toHaveBeenCalledTimes(2));
    expect(show).toHaveBeenLastCalledWith(last?.id);
    const order = (mock: { mock: { invocationCallOrder: number[] } }) => mock.mock.invocationCallOrder.at(-1);
    await waitFor(() =>
      expect(
        order(vi.mocked(backend.commands.getShownPage)),
        'rows are asked for afterwards',
      ).toBeGreaterThan(order(show) ?? 0),
    );
    hear(0);
    await waitFor(() => expect(screen.queryByTestId('new-calls')).toBeNull());
    expect(screen.queryByTestId('new-calls-failed')).toBeNull();
  });

  it('tells an account without rights apart from a range without calls', async () => {
    backend.commands.startSearch = async () => {
      throw {
        kind: 'forbidden',
        message: 'No right to call records.',
        detail: null,
        retryAfterSecs: null,
        case: null,
      };
    };
    render(<App />);
    expect(await screen.findByText('This account may not see calls')).toBeTruthy();
    expect(screen.queryByText('No calls in this range')).toBeNull();
  });

  it('says so when there is nothing in the range', async () => {
    window.location.hash = '#/calls?from=2020-01-01&to=2020-01-02';
    render(<App />);
    expect(await screen.findByText('No calls in this range')).toBeTruthy();
  });

  it('selects the whole result as a question and exports it', async () => {
    const user = userEvent.setup();
    render(<App />);
    await waitFor(() => expect(countLine()).toMatch(/as of/));
    await user.click(screen.getByTestId('select-all'));
    expect(screen.getByTestId('selection-bar').textContent).toMatch(/^\d+ selected/);
    fireEvent.keyDown(window, { key: 'e', ctrlKey: true });
    expect(await screen.findByTestId('export-sheet')).toBeTruthy();
  });

  it('asks once when the PBX ends the session, and goes on in place', async () => {
    let end: (event: { message: string }) => void = () => undefined;
    backend.onSessionExpired = async (listener) => {
      end = listener;
      return () => undefined;
    };
    const session = { ...sampleSession, sample: false };
    backend.commands.getSession = async () => session;
    backend.commands.listProfiles = async () => [];
    backend.commands.signIn = vi.fn(async () => ({ step: 'done' as const, session }));
    const user = userEvent.setup();
    render(<App />);
    await waitFor(() => expect(countLine()).toMatch(/as of/));
    end({ message: 'signed in elsewhere' });
    end({ message: 'signed in elsewhere' });
    const notices = await screen.findAllByText(/PBX ended this session/);
    expect(notices).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Sign in again' }));
    await user.type(await screen.findByLabelText('Web password'), 'secret');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(screen.queryByText(/PBX ended this session/)).toBeNull());
    expect(backend.commands.signIn).toHaveBeenCalledTimes(1);
    expect(backend.commands.signIn).toHaveBeenCalledWith(
      expect.objectContaining({ user: sampleSession.user, domain: sampleSession.domain, password: 'secret' }),
    );
    expect(screen.getByTestId('calls-grid'), 'the rows stayed').toBeTruthy();
  });

  it('goes to its places by keys, and signs out', async () => {
    const signOut = vi.spyOn(backend.commands, 'signOut');
    const user = userEvent.setup();
    render(<App />);
    await screen.findByTestId('calls-grid');
    fireEvent.keyDown(window, { key: ',', ctrlKey: true });
    expect(await screen.findByRole('heading', { name: 'Settings' })).toBeTruthy();
    await user.click(screen.getByTestId('account-menu'));
    await user.click(await screen.findByTestId('sign-out'));
    expect(await screen.findByTestId('sign-in-form')).toBeTruthy();
    expect(signOut).toHaveBeenCalledTimes(1);
  });
});
