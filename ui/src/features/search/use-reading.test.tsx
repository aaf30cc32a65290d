import { cleanup, renderHook, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Backend, setBackend } from '../../ipc/client';
import { mockBackend } from '../../ipc/mock';
import { useReading } from './use-reading';

const RANGE = { from: '2026-11-20', to: '2026-11-24', zone: 'UTC' };
const NOT_FOUND = {
  kind: 'not_found',
  message: 'search-1 is not found.',
  detail: null,
  retryAfterSecs: null,
  case: null,
};

let backend: Backend;
beforeEach(() => {
  backend = mockBackend(Date.parse('2026-11-24T06:00:00Z'));
  setBackend(backend);
});
afterEach(cleanup);

/** The first searches have lost their place when they are to be watched. */
function overtaken(times: number): () => number {
  const { watchSearch } = backend;
  let watched = 0;
  backend.watchSearch = async (id, onSnapshot) => {
    watched += 1;
    if (watched <= times) throw NOT_FOUND;
    return watchSearch(id, onSnapshot);
  };
  return () => watched;
}

it('reads again when the question before took its place', async () => {
  const watched = overtaken(1);
  const { result } = renderHook(() => useReading(RANGE));
  await waitFor(() => expect(result.current.snapshot).not.toBeNull());
  expect(result.current.refused).toBeNull();
  expect(watched()).toBe(2);
});

it('gives up with what the core says when its place is taken every time', async () => {
  const watched = overtaken(Number.POSITIVE_INFINITY);
  const { result } = renderHook(() => useReading(RANGE));
  await waitFor(() => expect(result.current.refused?.kind).toBe('not_found'));
  expect(watched(), 'it does not try for ever').toBe(3);
});
