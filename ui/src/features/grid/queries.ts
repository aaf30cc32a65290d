/** What the grid asks the catalogue. */
import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, type CallId, type CallPage, type CallQuery, type CallRow } from '../../ipc';
import { untilAnswered } from '../../lib/until-answered';

/** The most the core gives at once. */
const LARGEST_PAGE = 500;

export const callQueries = {
  page: (query: CallQuery, offset: number, limit: number) =>
    queryOptions({
      queryKey: ['calls', 'page', query, offset, limit],
      queryFn: () => api.getPage(query, offset, limit),
      // The rows on screen are the grid's own; here only equal requests in flight are joined.
      staleTime: 0,
      gcTime: 0,
    }),
  totals: (query: CallQuery, revision: string) =>
    queryOptions({
      queryKey: ['calls', 'totals', query.range, query.filter, revision],
      queryFn: () => api.getTotals(query),
      placeholderData: keepPreviousData,
      gcTime: 10_000,
    }),
  /** Of what the grid shows: a newer question ends an older one. */
  shown: (query: CallQuery, revision: string) =>
    queryOptions({
      queryKey: ['calls', 'shown', query.range, query.filter, revision],
      queryFn: ({ signal }) => untilAnswered(signal, () => api.getShownTotals(query)),
      placeholderData: keepPreviousData,
      gcTime: 10_000,
    }),
};

/** What the inspector asks about one call. */
export const inspectorQueries = {
  legs: (id: CallId, zone: string) =>
    queryOptions({
      queryKey: ['call', id, 'legs', zone],
      queryFn: () => api.getLegs(id, zone, false),
      staleTime: 60_000,
    }),
  files: (id: CallId, zone: string) =>
    queryOptions({
      queryKey: ['call', id, 'files', zone],
      queryFn: () => api.listFiles(id, zone),
      staleTime: 60_000,
    }),
};

export function fetchPage(
  client: QueryClient,
  query: CallQuery,
  offset: number,
  limit: number,
): Promise<CallPage> {
  return client.fetchQuery(callQueries.page(query, offset, limit));
}

/** Rows `from..to` of a query, in as many requests as it takes. */
export async function fetchRows(
  client: QueryClient,
  query: CallQuery,
  from: number,
  to: number,
): Promise<CallRow[]> {
  const rows: CallRow[] = [];
  for (let offset = from; offset < to; offset += LARGEST_PAGE) {
    const page = await fetchPage(client, query, offset, Math.min(LARGEST_PAGE, to - offset));
    rows.push(...page.rows);
    if (page.rows.length === 0) break;
  }
  return rows;
}

export async function fetchIds(
  client: QueryClient,
  query: CallQuery,
  from: number,
  to: number,
): Promise<CallId[]> {
  return (await fetchRows(client, query, from, to)).map((row) => row.id);
}
