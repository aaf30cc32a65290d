import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallRow } from '../../ipc';
import { type Backend, setBackend } from '../../ipc/client';
import { mockBackend } from '../../ipc/mock';
import { forget } from '../../ipc/mock/marks';
import { startTranslations } from '../../locales';
import { KeysEditor, PlayerDock, PlayerProvider, usePlayer } from '.';
import { playable, soundless, withoutOutline } from './test-bench';

let backend: Backend;
let call: CallRow;
let elements: HTMLAudioElement[];

// A busy machine must not fail it.
configure({ asyncUtilTimeout: 8_000 });
vi.setConfig({ testTimeout: 30_000 });
beforeAll(() => startTranslations('en'));
beforeEach(async () => {
  localStorage.clear();
  forget();
  backend = mockBackend(Date.parse('2026-11-24T06:00:00Z'));
  const range = { from: '2026-11-20', to: '2026-11-24', zone: 'UTC' };
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
  if (rows[0] === undefined) throw new Error('the mock has no recorded call');
  [call] = rows as [CallRow];
  backend.commands.openRecording = vi.fn(async (_id, fileIndex) => ({ ...playable, fileIndex }));
  withoutOutline(backend);
  setBackend(backend);
  elements = soundless();
});
afterEach(cleanup);

function Starter() {
  const player = usePlayer();
  return (
    <>
      <button type="button" onClick={() => player.play(call)}>
        play
      </button>
      <button type="button" onClick={() => player.play(call, undefined, { fileIndex: 1, seconds: 12 })}>
        from here
      </button>
      <button type="button" onClick={() => player.wait(call, { fileIndex: 1, seconds: 9 })}>
        left
      </button>
    </>
  );
}

function show() {
  const client = new QueryClient({
    defaultOptions: { queries: { retry: false }, mutations: { retry: false } },
  });
  render(
    <MantineProvider>
      <QueryClientProvider client={client}>
        <PlayerProvider>
          <Starter />
          <KeysEditor />
          <PlayerDock />
        </PlayerProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

/** The element the player made last. */
const element = () => elements.at(-1) as HTMLAudioElement;
const state = () => screen.getByTestId('player-dock').dataset.state;
const key = (name: string) => fireEvent.keyDown(document.body, { key: name });

async function play(button = 'play') {
  await userEvent.click(screen.getByRole('button', { name: button }));
  await waitFor(() => expect(element().getAttribute('src')).toBe(playable.url));
  Object.defineProperty(element(), 'duration', { configurable: true, value: 34 });
  fireEvent(element(), new Event('durationchange'));
  fireEvent(element(), new Event('canplay'));
  await waitFor(() => expect(state()).toBe('playing'));
  (document.activeElement as HTMLElement).blur();
}

describe('reviewing while listening', () => {
  it('writes a note at this second and shows it over the waveform', async () => {
    show();
    await play();
    element().currentTime = 8.5;
    key('n');
    await userEvent.type(await screen.findByLabelText('Text of the note'), 'No greeting{Enter}');
    const marks = await screen.findByTestId('note-marks');
    expect(await backend.commands.getMarks(call.id)).toMatchObject({
      notes: [{ atMs: 8_500, fileIndex: 1, text: 'No greeting' }],
    });
    element().currentTime = 20;
    await userEvent.click(within(marks).getByRole('button', { name: '0:08 No greeting' }));
    expect(element().currentTime, 'a mark leads to its second').toBe(8.5);
  });

  it('marks as reviewed and rates by keys, and takes both away by the same', async () => {
    show();
    await play();
    const marks = () => backend.commands.getMarks(call.id);
    await waitFor(() => expect(screen.getByTestId('player-review').hasAttribute('disabled')).toBe(false));
    key('m');
    await waitFor(() =>
      expect(screen.getByTestId('player-review').getAttribute('aria-pressed')).toBe('true'),
    );
    key('4');
    await waitFor(async () => expect((await marks()).rating).toBe(4));
    key('m');
    await waitFor(() =>
      expect(screen.getByTestId('player-review').getAttribute('aria-pressed')).toBe('false'),
    );
    key('4');
    await waitFor(async () => expect((await marks()).rating).toBeNull());
  });

  it('begins at a second that is asked for, also in the call that plays already', async () => {
    show();
    await play('from here');
    expect(element().currentTime).toBe(12);
    element().currentTime = 30;
    await userEvent.click(screen.getByRole('button', { name: 'from here' }));
    expect(element().currentTime).toBe(12);
  });

  it('opens what was left only when it is played, and goes on there', async () => {
    show();
    await userEvent.click(screen.getByRole('button', { name: 'left' }));
    expect(state()).toBe('paused');
    expect(screen.getByTestId('player-position').textContent).toMatch(/^0:09/);
    expect(backend.commands.openRecording).not.toHaveBeenCalled();
    (document.activeElement as HTMLElement).blur();
    key(' ');
    await waitFor(() => expect(element().getAttribute('src')).toBe(playable.url));
    fireEvent(element(), new Event('canplay'));
    await waitFor(() => expect(state()).toBe('playing'));
    expect(element().currentTime).toBe(9);
  });
});

describe('changed keys', () => {
  it('work at once, are kept, and tell what they were before', async () => {
    const user = userEvent.setup();
    show();
    await play();
    await user.click(screen.getByTestId('key-add-toggle'));
    await user.keyboard('n');
    expect(await screen.findByText(/^N was a key of “Note at this second”/)).toBeTruthy();
    const kept = await backend.commands.getPreferences();
    expect(JSON.parse(kept.keys ?? '')).toEqual({ toggle: [' ', 'k', 'n'], note: [] });
    (document.activeElement as HTMLElement).blur();
    key('n');
    await waitFor(() => expect(state()).toBe('paused'));
    await user.click(screen.getByRole('button', { name: 'Reset the keys' }));
    await waitFor(async () => expect((await backend.commands.getPreferences()).keys).toBe(''));
  });

  it('refuse what belongs to the window', async () => {
    const user = userEvent.setup();
    show();
    await waitFor(() => expect(screen.getByTestId('keys-editor')).toBeTruthy());
    await user.click(screen.getByTestId('key-add-note'));
    await user.keyboard('{Enter}');
    expect(await screen.findByText('Enter belongs to the window and cannot be used.')).toBeTruthy();
    await user.keyboard('{Escape}');
    expect(screen.queryByText('Press a key')).toBeNull();
  });
});
