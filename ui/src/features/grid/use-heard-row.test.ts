import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { CallRow } from '../../ipc';
import { setBackend } from '../../ipc/client';
import { mockBackend } from '../../ipc/mock';
import { wasHeard } from '../../lib/findings';
import type { CallsApi } from './calls-grid';
import { useHeardRow } from './use-heard-row';

afterEach(cleanup);

const row = { id: 'a', checked: true, findings: ['silent'] } as unknown as CallRow;

/** A grid that shows the call `a` and no other. */
function watched() {
  const updateData = vi.fn();
  const grid = {
    isDestroyed: () => false,
    getRowNode: (id: string) => (id === 'a' ? { updateData } : undefined),
  } as unknown as CallsApi;
  const backend = mockBackend(Date.parse('2026-11-24T06:00:00Z'));
  const getCall = vi.fn(async () => row);
  backend.commands.getCall = getCall;
  setBackend(backend);
  renderHook(() => useHeardRow(grid, 'UTC'));
  return { updateData, getCall };
}

it('tells the row of a call that was heard, and asks for no other', async () => {
  const { updateData, getCall } = watched();
  act(() => wasHeard('a', false));
  await waitFor(() => expect(updateData).toHaveBeenCalledWith(row));
  act(() => wasHeard('elsewhere', false));
  act(() => wasHeard('a', true));
  expect(getCall, 'only what is shown and did not say so').toHaveBeenCalledTimes(1);
});
