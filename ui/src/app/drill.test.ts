import { expect, it, vi } from 'vitest';
import { parseFilters, queryOf, writeFilters } from '../features/search/filters';
import { mockBackend } from '../ipc/mock';
import { narrowed } from './drill';

vi.setConfig({ testTimeout: 60_000 });

const backend = mockBackend(Date.parse('2026-11-24T06:00:00Z'));
const ZONE = 'Asia/Kuala_Lumpur';
const asked = (params: string) => parseFilters(new URLSearchParams(params));
const query = (filters: ReturnType<typeof asked>) => queryOf(filters, ZONE, '2026-11-24');
const ORDER = { column: 'calls', descending: true } as const;

it.each([
  'range=7d',
  'range=7d&dir=inbound&answered=yes&min=20',
  'from=2026-11-17T09:30&to=2026-11-20T17:00',
])('finds as many calls as each mark of %s says', async (params) => {
  const filters = asked(params);
  const insights = await backend.commands.getInsights(query(filters));
  const page = await backend.commands.listExtensionInsights(query(filters), ORDER, 0, 500);
  if (insights === null || page === null) throw new Error('nobody asked anything newer');
  const opened = async (mark: Parameters<typeof narrowed>[1]) =>
    (await backend.commands.getTotals(query(narrowed(filters, mark)))).calls;
  const calls = (tallies: { calls: number }[]) => tallies.reduce((all, one) => all + one.calls, 0);

  for (const hour of insights.week.filter((_, place) => place % 29 === 9))
    expect(await opened({ hour }), JSON.stringify(hour)).toBe(calls(hour.directions));
  for (const { minS, maxS, calls } of insights.ring)
    expect(await opened({ ringS: { min: minS, max: maxS } }), `ring from ${minS}`).toBe(calls);
  for (const { minS, maxS, calls } of insights.talk.filter((bin) => bin.calls > 0))
    expect(await opened({ talkS: { min: minS, max: maxS }, answered: true }), `talk from ${minS}`).toBe(
      calls,
    );
  for (const { from, to, directions } of insights.periods)
    expect(await opened({ range: { from, to } }), from).toBe(calls(directions));
  expect(page.rows.some((row) => row.extension === '') || params.includes('dir')).toBe(true);
  for (const { extension, tally } of page.rows) {
    expect(await opened({ extension }), extension).toBe(tally.calls);
    expect(await opened({ extension, answered: true, recorded: false }), extension).toBe(tally.missing);
  }
});

it('survives the address of the window', () => {
  const filters = narrowed(asked('range=7d'), {
    extension: '*57',
    hour: { weekday: 7, hour: 23 },
    ringS: { min: 120, max: null },
    direction: 'unknown',
  });
  expect(filters.terms).toEqual([
    { not: false, test: { kind: 'one_of', field: 'direction', any: ['unknown'] } },
    { not: false, test: { kind: 'one_of', field: 'side', any: ['\\*57'] } },
    { not: false, test: { kind: 'shift', shift: { hours: [{ fromMin: 1380, toMin: 0 }], days: ['sun'] } } },
    { not: false, test: { kind: 'between', field: 'ring', min: 120, max: null } },
  ]);
  expect(parseFilters(writeFilters(filters))).toEqual(filters);
});
