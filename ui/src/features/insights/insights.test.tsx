import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { CallQuery, SearchSnapshot } from '../../ipc';
import { type Backend, setBackend } from '../../ipc/client';
import { mockBackend } from '../../ipc/mock';
import { startTranslations } from '../../locales';
import InsightsPage from './insights-page';
import type { Mark } from './model';

const QUERY: CallQuery = {
  range: { from: '2026-11-09', to: '2026-11-22', zone: 'Asia/Kuala_Lumpur' },
  filter: {
    extensions: [],
    directions: [],
    number: null,
    minTalkS: null,
    maxTalkS: null,
    answered: null,
    recorded: null,
    text: null,
    ids: [],
    terms: [],
  },
  sort: [],
};
const READ = { id: 'search-1', phase: 'done', failure: null } as SearchSnapshot;

let backend: Backend;
const opened = vi.fn<(mark: Mark) => void>();

configure({ asyncUtilTimeout: 30_000 });
vi.setConfig({ testTimeout: 90_000 });
beforeAll(() => startTranslations('en'));
beforeEach(() => {
  backend = mockBackend(Date.parse('2026-11-24T06:00:00Z'));
  setBackend(backend);
  opened.mockClear();
});
afterEach(cleanup);

function show(query = QUERY, filtered = false) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(
    <QueryClientProvider client={client}>
      <MantineProvider>
        <InsightsPage
          query={query}
          snapshot={READ}
          refused={null}
          filtered={filtered}
          onOpen={opened}
          onClearFilters={() => undefined}
          onAgain={() => undefined}
          onSignIn={() => undefined}
        />
      </MantineProvider>
    </QueryClientProvider>,
  );
}

const chart = (name: string) => screen.findByTestId(`chart-${name}`);
/** The number of calls that a label tells first. */
const callsIn = (label: string) => Number(/([\d,]+) calls?\b/.exec(label)?.[1]?.replace(/,/g, ''));
const labelsIn = (part: HTMLElement) =>
  [...part.querySelectorAll('[data-mark]')].map((mark) => mark.getAttribute('aria-label') ?? '');

it('draws every call once in each chart', async () => {
  show();
  const { calls } = await backend.commands.getTotals(QUERY);
  expect(calls).toBeGreaterThan(100);
  for (const name of ['periods', 'week', 'ring']) {
    const labels = labelsIn(await chart(name));
    const drawn = labels.reduce((all, label) => all + callsIn(label), 0);
    expect(drawn, `${name}: ${labels[0]}`).toBe(calls);
  }
});

it('opens the calls of a mark by pointer and by key', async () => {
  const user = userEvent.setup();
  show();
  const [days, week] = [await chart('periods'), await chart('week')];
  const first = days.querySelector('[data-mark]');
  await user.click(first as Element);
  expect(opened).toHaveBeenLastCalledWith({
    answered: true,
    range: { from: '2026-11-09', to: '2026-11-09' },
  });
  within(week).getByRole('group').focus();
  await user.keyboard('{ArrowRight}');
  const start = document.activeElement;
  expect(start?.getAttribute('aria-label')).toMatch(/^Monday \d\d:00–\d\d:00: [\d,]+ calls?, \d+% answered$/);
  await user.keyboard('{ArrowDown}');
  expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^Tuesday/);
  await user.keyboard('{Enter}');
  expect(opened).toHaveBeenLastCalledWith({ hour: { weekday: 2, hour: expect.any(Number) } });
});

it('shows the same numbers as a table, and by direction', async () => {
  const user = userEvent.setup();
  show();
  const days = await chart('periods');
  await user.click(within(days).getByText('Direction'));
  expect(labelsIn(days).some((label) => label.includes('Inbound'))).toBe(true);
  await user.click(within(days).getByRole('button', { name: 'Table' }));
  const rows = within(days).getAllByRole('row');
  expect(rows).toHaveLength(15);
  expect(rows[1]?.textContent).toMatch(/^Mon, Nov 9/);
});

it('shows the hours of one direction, and opens those', async () => {
  const user = userEvent.setup();
  show();
  const { calls } = await backend.commands.getTotals({
    ...QUERY,
    filter: { ...QUERY.filter, directions: ['inbound'] },
  });
  const week = await chart('week');
  await user.click(within(week).getByText('Inbound'));
  const labels = labelsIn(week);
  expect(labels.reduce((all, label) => all + callsIn(label), 0)).toBe(calls);
  expect(labels[0]).toMatch(/^Monday \d\d:00–\d\d:00, Inbound: /);
  await user.click(week.querySelector('[data-mark]') as Element);
  expect(opened).toHaveBeenLastCalledWith({
    hour: { weekday: 1, hour: expect.any(Number) },
    direction: 'inbound',
  });
});

it('sorts extensions and opens those of one that lack a recording', async () => {
  const user = userEvent.setup();
  show();
  const table = await screen.findByTestId('extension-table');
  await user.click(within(table).getByRole('button', { name: 'Extension' }));
  await waitFor(() => {
    const numbers = within(table)
      .getAllByRole('rowheader')
      .map((head) => head.textContent);
    expect(numbers.slice(0, 3), 'what is nobody’s has no number').toEqual(['No extension', '101', '102']);
  });
  const lacking = within(table).getAllByRole('button', { name: /answered calls of / })[0] as HTMLElement;
  await user.click(lacking);
  expect(opened).toHaveBeenLastCalledWith({
    extension: expect.any(String),
    answered: true,
    recorded: false,
  });
});

it('says where a table was saved, and what is wrong where it could not be', async () => {
  const user = userEvent.setup();
  show();
  const days = await chart('periods');
  const csv = within(days).getByRole('button', { name: /^Save as CSV/ });
  await user.click(csv);
  expect((await within(days).findByRole('status')).textContent).toBe('Saved as /home/qa/periods.csv');
  backend.commands.saveInsightsTable = async () => {
    throw { kind: 'disk_full', message: 'No room on /home.', detail: null, retryAfterSecs: null, case: null };
  };
  await user.click(csv);
  expect(await within(days).findByText('No room on /home.')).toBeTruthy();
});

it('asks again when a question nobody waits for ended the one on show', async () => {
  const { getInsights, listExtensionInsights } = backend.commands;
  let ended = 0;
  const onceEnded = <Rest extends unknown[], T>(ask: (...rest: Rest) => Promise<T>) => {
    let before = true;
    return async (...rest: Rest) => {
      if (!before) return ask(...rest);
      before = false;
      ended += 1;
      return null;
    };
  };
  backend.commands.getInsights = onceEnded(getInsights);
  backend.commands.listExtensionInsights = onceEnded(listExtensionInsights);
  show();
  expect(await screen.findByTestId('insights')).toBeTruthy();
  expect(await chart('coverage')).toBeTruthy();
  expect(ended).toBe(2);
});

it('tells nothing found from what cannot be read', async () => {
  show({ ...QUERY, filter: { ...QUERY.filter, text: 'nobody has this name' } }, true);
  expect(await screen.findByRole('button', { name: 'Clear filters' })).toBeTruthy();
  cleanup();
  backend.commands.getInsights = async () => {
    throw { kind: 'io', message: 'The disk is away.', detail: null, retryAfterSecs: null, case: null };
  };
  show();
  expect(await screen.findByText('The disk is away.')).toBeTruthy();
});

it('can be used with a screen reader', async () => {
  const { container } = show();
  await chart('coverage');
  const { violations } = await axe.run(container, {
    // jsdom draws nothing: colours are looked at in the real window.
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});
