import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import type { CallQuery, ExportEstimate, ExportPreview } from '../../ipc';
import { type Backend, setBackend } from '../../ipc/client';
import { mockBackend } from '../../ipc/mock';

export const query: CallQuery = {
  range: { from: '2026-11-01', to: '2026-11-07', zone: 'Europe/Berlin' },
  filter: {
    extensions: [],
    directions: [],
    number: null,
    minTalkS: null,
    maxTalkS: null,
    answered: null,
    recorded: null,
    text: null,
    ids: ['1', '2'],
  },
  sort: [],
};
export const totals = { calls: 500, recordings: 412, talkS: 3_600 };
export const preview: ExportPreview = { totals, problem: null };
export const estimate: ExportEstimate = {
  recordings: 412,
  inPlace: 0,
  kilobytes: 180_000,
  basis: 'sample',
  seconds: 90,
  neededKb: 180_000,
  freeMb: 52_000,
};

/** Shows something of the window. */
export function show(node: ReactNode) {
  return render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider>{node}</MantineProvider>
    </QueryClientProvider>,
  );
}

/** A backend that knows some exports, and is asked from now on. */
export function newBackend(): Backend {
  localStorage.clear();
  const backend = mockBackend();
  backend.commands.previewExport = vi.fn(async () => preview);
  backend.commands.estimateExport = vi.fn(async () => estimate);
  backend.commands.findEarlier = vi.fn(async () => null);
  backend.commands.previewNames = async () => ({ names: ['a', 'b', 'c'], problem: null });
  backend.commands.suggestFolder = async () => ({ id: 'folder-7', path: '/exports', freeMb: 52_000 });
  backend.commands.startExport = vi.fn(async () => 'job-1');
  backend.commands.listJobs = vi.fn(async () => []);
  setBackend(backend);
  return backend;
}
