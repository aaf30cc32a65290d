import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import type { CallFilter } from '../ipc';
import type { Backend } from '../ipc/client';
import { eachInAWindow, ready } from '../test/window';
import { App } from './app';

let backend: Backend;

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

eachInAWindow((fresh) => {
  backend = fresh;
});
// The palette is a store of the whole page.
afterEach(() => {
  fireEvent.keyDown(document.body, { key: 'Escape' });
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
  await ready();
  await user.type(await open(), 'osei');
  await offered(/^101 Amara Osei/);
  await user.keyboard('{Enter}');
  await waitFor(() => expect(window.location.hash).toBe('#/calls?range=7d&ext=101'));

  await user.type(await open(), 'recorded tod');
  await offered(/^Recorded today/);
  await user.keyboard('{Enter}');
  await waitFor(() => expect(window.location.hash).toBe('#/calls?range=today&rec=yes'));
});

it('changes the range, copies and clears what is asked for, and forgets what was searched for', async () => {
  await backend.commands.noteSearch(ASKS);
  const user = userEvent.setup();
  render(<App />);
  await ready();
  await user.type(await open(), 'filter as text');
  expect(screen.queryByText('Copy filter as text'), 'nothing is asked').toBeNull();
  await user.keyboard('{Escape}');

  window.location.hash = '#/calls?range=7d&rec=yes';
  await user.type(await open(), 'copy filter');
  await offered(/^Copy filter as text/);
  await user.keyboard('{Enter}');
  await waitFor(async () => expect(await navigator.clipboard.readText()).toBe('recorded:yes'));

  await user.type(await open(), 'last 30');
  await offered(/^Last 30 days/);
  await user.keyboard('{Enter}');
  await waitFor(() => expect(window.location.hash).toBe('#/calls?range=30d&rec=yes'));
  await user.type(await open(), 'clear filters');
  await offered(/^Clear filters/);
  await user.keyboard('{Enter}');
  await waitFor(() => expect(window.location.hash).toBe('#/calls?range=30d'));

  await user.type(await open(), 'forget recent');
  await offered(/^Forget recent searches/);
  await user.keyboard('{Enter}');
  await waitFor(async () => expect(await backend.commands.listRecentSearches()).toEqual([]));
});

it('marks and tags what is selected, and offers nothing of it while nothing is', async () => {
  const mark = vi.spyOn(backend.commands, 'markCalls');
  const user = userEvent.setup();
  render(<App />);
  await ready();
  await user.type(await open(), 'rate 4');
  await waitFor(() => expect(screen.queryByText('Rate 4 of 5'), 'nothing is selected').toBeNull());
  await user.keyboard('{Escape}');

  await user.type(await open(), 'select everything');
  await offered(/^Select everything found/);
  await user.keyboard('{Enter}');
  await screen.findByTestId('selection-bar');
  await user.type(await open(), 'rate 4');
  await offered(/^Rate 4 of 5 [\d,]+ selected/);
  await user.keyboard('{Enter}');
  await waitFor(() => expect(mark).toHaveBeenCalledOnce());
  expect(mark.mock.calls[0]?.[1]).toEqual({ kind: 'rating', rating: 4 });

  await user.type(await open(), 'tag…');
  await offered(/^Tag…/);
  await user.keyboard('{Enter}');
  expect(await screen.findByPlaceholderText('Add a tag')).toBeTruthy();
});
