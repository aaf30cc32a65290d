import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallRow, ErrorKind, Failure } from '../../ipc';
import { type Backend, setBackend } from '../../ipc/client';
import { mockBackend } from '../../ipc/mock';
import { startTranslations } from '../../locales';
import { type CallQueue, PlayerDock, PlayerProvider, usePlayer } from '.';
import { LOADING_LIMIT_MS } from './model';
import { playable, soundless, withoutOutline } from './test-bench';

const call = (id: string, change: Partial<CallRow> = {}) =>
  ({
    id,
    recordingId: id,
    direction: 'inbound',
    extension: '101',
    extensionName: 'Anna',
    other: '+601',
    otherName: '',
    startedLocal: '2026-11-02T09:15:01+08:00',
    ...change,
  }) as CallRow;

let backend: Backend;
let elements: HTMLAudioElement[];

/** The element the player made last. */
const audio = () => {
  const element = elements.at(-1);
  if (element === undefined) throw new Error('the player made no audio element');
  return element;
};

function Grid({ calls, queue }: { calls: CallRow[]; queue?: CallQueue }) {
  const player = usePlayer();
  return (
    <>
      {calls.map((row) => (
        <button type="button" key={row.id} onClick={() => player.play(row, queue)}>
          {`call ${row.id}`}
        </button>
      ))}
      <button type="button" onClick={() => calls[0] && player.play(calls[0], queue, { fileIndex: 2 })}>
        second file
      </button>
      <input aria-label="search" />
    </>
  );
}

function show(
  options: { calls?: CallRow[]; queue?: CallQueue; onExportOriginal?: (call: CallRow) => void } = {},
) {
  const { calls = [call('1')], queue, onExportOriginal } = options;
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider>
        <PlayerProvider>
          <Grid calls={calls} queue={queue} />
          <PlayerDock onExportOriginal={onExportOriginal} />
        </PlayerProvider>
      </MantineProvider>
    </QueryClientProvider>,
  );
}

const state = () => screen.getByTestId('player-dock').dataset.state;
const becomes = (wanted: string) => waitFor(() => expect(state()).toBe(wanted));
const start = async (id = '1') => {
  fireEvent.click(screen.getByText(`call ${id}`));
  await waitFor(() => expect(audio().getAttribute('src')).toBe(playable.url));
};
const canPlay = () => act(() => fireEvent(audio(), new Event('canplay')));

beforeAll(() => startTranslations('en'));

beforeEach(() => {
  backend = mockBackend();
  backend.commands.openRecording = vi.fn(async () => playable);
  withoutOutline(backend);
  setBackend(backend);
  elements = soundless();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('the player', () => {
  it('is not there until something is loaded, and goes away when it is closed', async () => {
    show();
    expect(screen.queryByTestId('player-dock')).toBeNull();
    await start();
    await userEvent.click(screen.getByLabelText('Close player'));
    expect(screen.queryByTestId('player-dock')).toBeNull();
    expect(audio().hasAttribute('src'), 'nothing keeps loading behind the window').toBe(false);
  });

  it('plays by itself once it can, and says where it stands', async () => {
    show();
    await start();
    expect(state()).toBe('loading');
    canPlay();
    await becomes('playing');
    audio().currentTime = 7;
    fireEvent(audio(), new Event('timeupdate'));
    const position = screen.getByTestId('player-position');
    expect(position.textContent).toBe('0:07 / 0:34');
    expect(position.dataset.seconds).toBe('7.00');
    expect(screen.getByTestId('player-waveform').getAttribute('aria-valuetext')).toBe('0:07 of 0:34');
  });

  it('waits for Play when the webview refuses to start without a click', async () => {
    vi.mocked(HTMLMediaElement.prototype.play).mockRejectedValueOnce(
      new DOMException('no', 'NotAllowedError'),
    );
    show();
    await start();
    canPlay();
    await becomes('paused');
    await userEvent.click(screen.getByTestId('player-play'));
    await becomes('playing');
  });

  it('seeks, loops and pauses by keys, but not while somebody types', async () => {
    show();
    await start();
    canPlay();
    await becomes('playing');
    audio().currentTime = 10;
    await userEvent.keyboard('{Escape}');
    (document.activeElement as HTMLElement).blur();
    fireEvent.keyDown(document.body, { key: 'ArrowRight' });
    expect(audio().currentTime).toBe(15);
    fireEvent.keyDown(document.body, { key: 'j' });
    expect(audio().currentTime).toBe(5);
    fireEvent.keyDown(document.body, { key: 'ArrowLeft' });
    fireEvent.keyDown(document.body, { key: 'ArrowLeft' });
    expect(audio().currentTime, 'not before the beginning').toBe(0);
    fireEvent.keyDown(screen.getByLabelText('search'), { key: 'l' });
    expect(audio().currentTime).toBe(0);
    fireEvent.keyDown(document.body, { key: ' ' });
    await becomes('paused');
  });

  it('keeps the pitch and remembers the speed', async () => {
    const kept = vi.spyOn(backend.commands, 'setPreferences');
    show();
    await start();
    canPlay();
    await becomes('playing');
    await waitFor(() => {
      fireEvent.keyDown(document.body, { key: ']' });
      expect(kept).toHaveBeenCalled();
    });
    expect(audio().playbackRate).toBeGreaterThan(1);
    expect(audio().defaultPlaybackRate, 'the next file starts at the same speed').toBe(audio().playbackRate);
    expect(audio().preservesPitch).toBe(true);
    fireEvent.keyDown(document.body, { key: '=' });
    await waitFor(() => expect(audio().playbackRate).toBe(1));
  });

  it('goes on to the next call of the list and stays at its end', async () => {
    const second = call('2');
    const queue: CallQueue = {
      next: async (from) => (from.id === '1' ? second : null),
      previous: () => null,
    };
    show({ queue });
    await start();
    fireEvent.keyDown(document.body, { key: '.' });
    await waitFor(() => expect(backend.commands.openRecording).toHaveBeenLastCalledWith('2', 1));
    fireEvent.keyDown(document.body, { key: '.' });
    fireEvent.keyDown(document.body, { key: ',' });
    await becomes('loading');
    expect(backend.commands.openRecording).toHaveBeenCalledTimes(2);
  });

  it('plays the file that is asked for, also of the call that plays already', async () => {
    show();
    const open = vi.mocked(backend.commands.openRecording);
    await start();
    canPlay();
    await becomes('playing');
    await userEvent.click(screen.getByRole('button', { name: 'second file' }));
    await waitFor(() => expect(open).toHaveBeenLastCalledWith('1', 2));
    expect(open.mock.calls).toEqual([
      ['1', 1],
      ['1', 2],
    ]);
  });

  it('does not fetch what was never recorded', async () => {
    show({ calls: [call('9', { recordingId: null })] });
    fireEvent.click(screen.getByText('call 9'));
    expect(screen.getByTestId('player-failure').textContent).toContain('was not recorded');
    expect(backend.commands.openRecording).not.toHaveBeenCalled();
  });
});

describe('a recording that cannot be heard', () => {
  it.each<[ErrorKind, string, string | null]>([
    ['not_found', 'no longer has this recording', 'Try again'],
    ['forbidden', 'may not listen', null],
    ['unsupported_media', 'cannot be played here', 'Export original'],
    ['offline', 'cannot be reached', 'Try again'],
  ])('%s says why and what helps', async (kind, words, remedy) => {
    backend.commands.openRecording = async () => {
      throw {
        kind,
        message: 'as the core says',
        detail: null,
        retryAfterSecs: null,
        case: null,
      } satisfies Failure;
    };
    show({ onExportOriginal: () => undefined });
    fireEvent.click(screen.getByText('call 1'));
    const failure = await screen.findByTestId('player-failure');
    expect(failure.textContent).toContain(words);
    expect(failure.textContent).toContain('as the core says');
    expect([...failure.querySelectorAll('button')].map((button) => button.textContent)).toEqual(
      remedy === null ? [] : [remedy],
    );
  });

  it('is given to the export sheet when the webview cannot decode it', async () => {
    const onExportOriginal = vi.fn();
    show({ onExportOriginal });
    await start();
    Object.defineProperty(audio(), 'error', { value: { code: 4 } });
    act(() => void fireEvent(audio(), new Event('error')));
    await userEvent.click(await screen.findByText('Export original'));
    expect(onExportOriginal).toHaveBeenCalledWith(expect.objectContaining({ id: '1' }));
  });

  it('is not called undecodable when it broke off while it played', async () => {
    show();
    await start();
    canPlay();
    await becomes('playing');
    Object.defineProperty(audio(), 'error', { value: { code: 4 } });
    act(() => void fireEvent(audio(), new Event('error')));
    expect(screen.getByTestId('player-failure').dataset.word).toBe('broken');
    expect(screen.getByText('Try again')).toBeDefined();
  });

  it('never loads for ever', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    show();
    await start();
    act(() => void vi.advanceTimersByTime(LOADING_LIMIT_MS - 1_000));
    expect(state()).toBe('loading');
    act(() => void vi.advanceTimersByTime(1_500));
    expect(state()).toBe('failed');
    expect(screen.getByTestId('player-failure').dataset.word).toBe('timeout');
    expect(audio().hasAttribute('src')).toBe(false);
  });

  it('is fetched anew when it is tried again', async () => {
    backend.commands.openRecording = vi
      .fn()
      .mockRejectedValueOnce({
        kind: 'offline',
        message: 'away',
        detail: null,
        retryAfterSecs: null,
        case: null,
      })
      .mockResolvedValue(playable);
    show();
    fireEvent.click(screen.getByText('call 1'));
    await userEvent.click(await screen.findByText('Try again'));
    await waitFor(() => expect(audio().getAttribute('src')).toBe(playable.url));
    canPlay();
    await becomes('playing');
  });
});
