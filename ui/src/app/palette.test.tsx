import { act, cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { CallFilter } from '../ipc';
import { type Backend, setBackend } from '../ipc/client';
import { mockBackend } from '../ipc/mock';
import { sampleSession } from '../ipc/mock/session';
import { forgetDesk } from '../lib/desk';
import { startTranslations } from '../locales';
import { App } from './app';

let backend: Backend;

configure({ asyncUtilTimeout: 8_000 });
vi.setConfig({ testTimeout: 30_000 });

const ASKS: CallFilter = {
  extensions: [],
  directions: [],
  number: null,
  minTalkS: null,
  maxTalkS: null,
  answered: null,
  recorded: true,
  text: null,
  ids: [],
  terms: [],
};

beforeAll(() => startTranslations('en'));
beforeEach(() => {
  window.location.hash = '';
  sessionStorage.clear();
  localStorage.clear();
  forgetDesk(sampleSession.profile);
  backend = mockBackend(Date.parse('2026-11-24T06:00:00Z'));
  backend.commands.getSession = async () => sampleSession;
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-24T06:00:00Z') });
  setBackend(backend);
});
afterEach(() => {
  // The palette is a store of the whole page.
  fireEvent.keyDown(document.body, { key: 'Escape' });
  cleanup();
  vi.useRealTimers();
});

const open = async () => {
  act(() => {
    fireEvent.keyDown(window, { key: 'k', ctrlKey: true });
  });
  return screen.findByPlaceholderText('Search commands');
};

/** Until the first thing offered is this one: Enter takes it. */
const offered = (text: RegExp) =>
  waitFor(() => {
    const [first] = within(screen.getByLabelText('Commands')).getAllByRole('button', { hidden: true });
    expect(first?.textContent).toMatch(text);
  });

it('leads to an extension by its name, and to a saved view', async () => {
  await backend.commands.saveView(null, {
    name: 'Recorded today',
    days: { kind: 'relative', range: 'today' },
    zone: '',
    filter: ASKS,
    columns: null,
  });
  const user = userEvent.setup();
  render(<App />);
  await waitFor(() => expect(screen.getByTestId('count-line').textContent).toMatch(/as of/));
  await user.type(await open(), 'osei');
  await offered(/^101 Amara Osei/);
  await user.keyboard('{Enter}');
  await waitFor(() => expect(window.location.hash).toBe('#/calls?range=7d&ext=101'));

  await user.type(await open(), 'recorded tod');
  await offered(/^Recorded today/);
  await user.keyboard('{Enter}');
  await waitFor(() => expect(window.location.hash).toBe('#/calls?range=today&rec=yes'));
});
