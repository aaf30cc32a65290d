import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ActivityEntry } from '../../ipc';
import { type Backend, setBackend } from '../../ipc/client';
import { mockBackend } from '../../ipc/mock';
import { startTranslations } from '../../locales';
import { Activity } from './activity';
import { objectOf, whoOf } from './activity-model';
import { Signing } from './signing';

const entry: ActivityEntry = {
  seq: 2,
  at: '2026-11-25T10:00:00Z',
  action: 'played',
  server: 'https://pbx.example.com:8887',
  domain: 'sample.example',
  user: 'qa.lead',
  call: '8780001',
  folder: null,
  recordings: null,
  missing: null,
  outcome: null,
  note: null,
  first: null,
  previous: '',
  hash: '',
};

let backend: Backend;

function show(node: React.ReactNode) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider>{node}</MantineProvider>
    </QueryClientProvider>,
  );
}

beforeAll(() => startTranslations('en'));
beforeEach(() => {
  backend = mockBackend();
  setBackend(backend);
});
afterEach(cleanup);

describe('the activity log', () => {
  it('shows who did what, and that nothing is missing', async () => {
    backend.commands.getActivity = async () => ({
      entries: [entry],
      check: { lines: 2, problems: [] },
      trouble: null,
    });
    show(<Activity />);
    expect(await screen.findByText('qa.lead@sample.example')).toBeDefined();
    expect(screen.getByText('Played')).toBeDefined();
    expect(screen.getByText('8780001')).toBeDefined();
    expect(screen.getByRole('status').textContent).toContain('2 entries');
  });

  it('names what was changed, and what could not be written', async () => {
    backend.commands.getActivity = async () => ({
      entries: [],
      check: { lines: 2, problems: ['line 1 of activity.jsonl was changed'] },
      trouble: 'entries were not written: the disk is full',
    });
    show(<Activity />);
    expect(await screen.findByText('line 1 of activity.jsonl was changed')).toBeDefined();
    expect(screen.getByText(/the disk is full/)).toBeDefined();
  });

  it('reads entries of the log itself and of exports', () => {
    expect(whoOf({ ...entry, user: '', domain: '' })).toBe('–');
    expect(whoOf({ ...entry, domain: '' })).toBe('qa.lead');
    expect(objectOf({ ...entry, call: null, folder: '/exports', note: 'no room' })).toBe(
      '/exports · no room',
    );
  });
});

describe('the key of this computer', () => {
  it('is read only when asked for, and can be copied', async () => {
    const getPublicKey = vi.fn(async () => 'RWkey');
    backend.commands.getPublicKey = getPublicKey;
    const user = userEvent.setup();
    const write = vi.spyOn(navigator.clipboard, 'writeText');
    show(<Signing />);
    expect(getPublicKey).not.toHaveBeenCalled();
    await user.click(screen.getByText('Show the key'));
    expect(await screen.findByText('RWkey')).toBeDefined();
    await user.click(screen.getByText('Copy the key'));
    expect(write).toHaveBeenCalledWith('RWkey');
  });
});
