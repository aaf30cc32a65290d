/** The recorded calls before and after one, in the order of the grid, for the player to go on with. */
import type { QueryClient } from '@tanstack/react-query';
import { api, type CallQuery, type CallRow } from '../../ipc';
import { fetchPage } from './queries';

const STEP = 50;

/** Only recorded calls, so that a neighbour can always be played. */
function recordedOnly(query: CallQuery): CallQuery {
  return { ...query, filter: { ...query.filter, recorded: true } };
}

/** The calls around any, in the order of the grid. */
export type Neighbours = ReturnType<typeof neighbours>;

/** A queue over a query; it remembers where it stands, so that a step costs one request. */
export function neighbours(client: QueryClient, all: CallQuery) {
  const query = recordedOnly(all);
  let at: { id: string; index: number } | null = null;

  async function step(from: CallRow, by: 1 | -1): Promise<CallRow | null> {
    const index = at?.id === from.id ? at.index : await api.getPosition(query, from.id);
    if (index === null || index + by < 0) return null;
    const start = Math.max(0, index + by - STEP / 2);
    const { rows } = await fetchPage(client, query, start, STEP);
    const next = rows[index + by - start] ?? null;
    if (next !== null) at = { id: next.id, index: index + by };
    return next;
  }

  return {
    next: (from: CallRow) => step(from, 1),
    previous: (from: CallRow) => step(from, -1),
  };
}
