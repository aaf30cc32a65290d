import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { SoundCheck } from '../ipc';
import type { Backend } from '../ipc/client';
import { eachInAWindow, ready } from '../test/window';
import { App } from './app';

let backend: Backend;
let tell: (check: SoundCheck) => void;

eachInAWindow((fresh) => {
  backend = fresh;
  backend.commands.startSoundCheck = vi.fn(async () => 'sound-1');
  backend.commands.cancelSoundCheck = vi.fn(async () => null);
  backend.watchSoundCheck = async (_id, onSnapshot) => {
    tell = onSnapshot;
  };
});

const bar = () => screen.getByTestId('sound-check');
const words = () => bar().querySelector('[role=status]')?.textContent;

async function checkAll() {
  const user = userEvent.setup();
  render(<App />);
  await ready();
  await user.click(screen.getByTestId('select-all'));
  await user.click(screen.getByTestId('review-open'));
  await user.click(await screen.findByText('Check sound'));
  return user;
}

const STANDING: SoundCheck = {
  total: 12,
  done: 5,
  withFindings: 2,
  failures: [],
  over: false,
  stopped: false,
};

describe('checking the sound of the selection', () => {
  it('asks for the whole result as a question, shows how it stands, and can be stopped', async () => {
    const user = await checkAll();
    await waitFor(() => expect(tell).toBeDefined());
    const [query] = vi.mocked(backend.commands.startSoundCheck).mock.calls[0] ?? [];
    expect(query?.filter.ids, 'no list of ids').toEqual([]);
    act(() => tell(STANDING));
    expect(words()).toBe('Checking sound: 5 of 12');
    expect(bar().getAttribute('aria-busy')).toBe('true');
    await user.click(screen.getByRole('button', { name: 'Stop' }));
    expect(backend.commands.cancelSoundCheck).toHaveBeenCalledWith('sound-1');
    act(() => tell({ ...STANDING, over: true, stopped: true }));
    expect(words()).toBe('Stopped after 5 of 12, findings in 2.');
    expect(bar().getAttribute('aria-busy')).toBe('false');
  });

  it('says at the end what was found and what failed', async () => {
    await checkAll();
    await waitFor(() => expect(tell).toBeDefined());
    const failures = [{ reason: 'gone', calls: 3 }];
    act(() => tell({ ...STANDING, done: 12, failures, over: true }));
    expect(words()).toBe('Sound of 9 calls checked, findings in 2. 3 could not be checked: gone');
  });

  it('tells why it could not begin', async () => {
    const many = {
      kind: 'invalid_input',
      message: 'Too many.',
      case: null,
      detail: null,
      retryAfterSecs: null,
    };
    vi.mocked(backend.commands.startSoundCheck).mockRejectedValueOnce(many);
    await checkAll();
    await waitFor(() => expect(words()).toBe('The sound cannot be checked: Too many.'));
  });
});
