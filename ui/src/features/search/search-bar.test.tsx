import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { App } from '../../app/app';
import type { Backend } from '../../ipc/client';
import { reloadDesks } from '../../lib/desk';
import { eachInAWindow, ready } from '../../test/window';

let backend: Backend;

eachInAWindow((fresh) => {
  backend = fresh;
  backend.commands.getShownPage = vi.fn(backend.commands.getShownPage);
});

const line = () => screen.getByTestId('filter-text');
const chips = () =>
  within(screen.getByTestId('chips'))
    .getAllByRole('listitem')
    .map((chip) => chip.textContent);

describe('the line of text', () => {
  it('becomes chips with Enter, that can be turned round and taken away', async () => {
    const user = userEvent.setup();
    render(<App />);
    await ready();
    await user.type(line(), 'refund -tag:vip from:101 answered:no{Enter}');
    await waitFor(() =>
      expect(chips()).toEqual(['Not answered', '“refund”', 'Not Tag: vip', 'Caller: 101', 'Clear filters']),
    );
    expect((line() as HTMLInputElement).value, 'the free text stays').toBe('refund');
    // The rows are asked for a moment after the chips are seen.
    await waitFor(() =>
      expect(vi.mocked(backend.commands.getShownPage).mock.lastCall?.[0].filter).toMatchObject({
        answered: false,
        text: 'refund',
        terms: [
          { not: true, test: { kind: 'one_of', field: 'tag', any: ['vip'] } },
          { not: false, test: { kind: 'one_of', field: 'from', any: ['101'] } },
        ],
      }),
    );
    const chip = screen.getByRole('button', { name: 'Caller: 101' });
    // Seen on a loaded machine, and not explained: one click, and no menu.
    await waitFor(async () => {
      if (chip.getAttribute('aria-expanded') !== 'true') await user.click(chip);
      expect(chip.getAttribute('aria-expanded')).toBe('true');
    });
    await user.click(await screen.findByRole('menuitemcheckbox', { name: 'Is not so' }));
    await waitFor(() => expect(chips()).toContain('Not Caller: 101'));
    await user.click(screen.getByRole('button', { name: 'Remove filter Not Caller: 101' }));
    await waitFor(() => expect(chips()).not.toContain('Not Caller: 101'));
  });

  it('says where it cannot be read, and keeps what was typed', async () => {
    const user = userEvent.setup();
    render(<App />);
    await ready();
    await user.type(line(), 'form:101{Enter}');
    const problem = await screen.findByTestId('filter-problem');
    expect(problem.querySelector('mark')?.textContent).toBe('form');
    expect(problem.textContent).toContain('Did you mean “from”?');
    expect((line() as HTMLInputElement).value).toBe('form:101');
    expect(screen.queryByTestId('chips'), 'nothing was asked').toBeNull();
  });

  it('offers fields, and the values of a field', async () => {
    const user = userEvent.setup();
    render(<App />);
    await ready();
    await user.type(line(), 'que');
    await user.keyboard('{ArrowDown}{Enter}');
    expect((line() as HTMLInputElement).value).toBe('queue:');
    // Without a layout the list counts as out of sight.
    const offers = await screen.findByRole('listbox', { name: 'Fields and values', hidden: true });
    await user.click(await within(offers).findByRole('option', { name: /Billing/, hidden: true }));
    expect((line() as HTMLInputElement).value).toMatch(/^queue:\d+$/);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(chips()[0]).toMatch(/^Queue: \d+$/));
  });
});

describe('the filter as text', () => {
  it('is copied from the menu of filters, calls that are gone too', async () => {
    const user = userEvent.setup();
    render(<App />);
    await ready();
    await user.click(screen.getByTestId('filter-more'));
    expect((await screen.findByTestId('copy-filter')).hasAttribute('disabled'), 'nothing is asked').toBe(
      true,
    );
    await user.keyboard('{Escape}');
    await user.type(line(), 'from:101 gone:yes{Enter}');
    await waitFor(() => expect(chips()).toContain('Caller: 101'));
    await user.click(screen.getByTestId('filter-more'));
    await user.click(await screen.findByTestId('copy-filter'));
    await waitFor(() => expect(screen.getByTestId('copy-filter').textContent).toBe('Copied'));
    expect(await navigator.clipboard.readText()).toBe('from:101 gone:yes');
  });

  it('says of calls that are gone what the box says', async () => {
    const user = userEvent.setup();
    render(<App />);
    await ready();
    const box = async () => {
      await user.click(screen.getByTestId('filter-more'));
      const on = (await screen.findByTestId<HTMLInputElement>('filter-gone')).checked;
      await user.keyboard('{Escape}');
      return on;
    };
    const word = 'No longer on the PBX';
    await user.type(line(), 'gone:yes{Enter}');
    await waitFor(() => expect(chips()).toContain(word));
    const before = chips().length;
    expect(await box()).toBe(true);
    await user.type(line(), 'talk:>30s{Enter}');
    await waitFor(() => expect(chips()).toHaveLength(before + 1));
    expect(await box(), 'a line that does not name them leaves it').toBe(true);
    await user.type(line(), 'gone:no{Enter}');
    await waitFor(() => expect(chips()).not.toContain(word));
    expect(await box()).toBe(false);
  });

  it('is offered again of late, until it is forgotten', async () => {
    const user = userEvent.setup();
    const asked = { extensions: ['101'], directions: [], number: null, minTalkS: null, maxTalkS: null };
    await backend.commands.noteSearch({ ...asked, answered: null, recorded: null, text: null, ids: [] });
    render(<App />);
    await ready();
    await user.click(line());
    const offers = await screen.findByRole('listbox', { name: 'Recent searches', hidden: true });
    expect(within(offers).getAllByRole('option', { hidden: true })[0]?.textContent).toBe('ext:101');
    await user.click(within(offers).getByRole('option', { name: 'Forget recent searches', hidden: true }));
    await waitFor(() => expect(line().getAttribute('aria-expanded')).toBe('false'));
    expect(await backend.commands.listRecentSearches()).toEqual([]);
    expect(screen.queryByTestId('chips'), 'nothing was asked by it').toBeNull();
  });
});

describe('saved views', () => {
  it('keep the search, say when it is another, and bring it back', async () => {
    const user = userEvent.setup();
    render(<App />);
    await ready();
    await user.type(line(), 'status:busy{Enter}');
    await waitFor(() => expect(chips()).toContain('Status: Busy'));
    await user.click(screen.getByTestId('views'));
    await user.type(await screen.findByTestId('view-name'), 'Busy ones{Enter}');
    await waitFor(() => expect(screen.getByTestId('views').getAttribute('aria-label')).toBe('Busy ones'));
    await user.click(screen.getByRole('button', { name: 'Clear filters' }));
    await waitFor(() =>
      expect(screen.getByTestId('views').getAttribute('aria-label')).toBe('Busy ones (changed)'),
    );
    await user.click(screen.getByTestId('views'));
    await user.click(await screen.findByRole('button', { name: 'Busy ones', current: true, hidden: true }));
    await waitFor(() => expect(chips()).toContain('Status: Busy'));
    expect(screen.getByTestId('views').getAttribute('aria-label')).toBe('Busy ones');

    await reloadDesks();
    cleanup();
    render(<App />);
    await waitFor(() => expect(screen.getByTestId('views').getAttribute('aria-label')).toBe('Busy ones'));
  });
});
