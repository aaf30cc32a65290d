/** The whole window over the mock, afresh for each test of a file. */
import { cleanup, configure, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { type Backend, setBackend } from '../ipc/client';
import { mockBackend } from '../ipc/mock';
import { forgetAsked } from '../ipc/mock/asking';
import { forget as forgetMarks } from '../ipc/mock/marks';
import { sampleSession } from '../ipc/mock/session';
import { reloadDesks } from '../lib/desk';
import { replaceParams } from '../lib/route';
import { startTranslations } from '../locales';

const NOW = Date.parse('2026-11-24T06:00:00Z');

/** Signed in and with nothing asked; `furnish` hears of each new backend before the window does. */
export function eachInAWindow(furnish?: (backend: Backend) => void): void {
  // The whole window is slower than a view; a busy machine must not fail it.
  configure({ asyncUtilTimeout: 30_000 });
  vi.setConfig({ testTimeout: 120_000 });

  beforeAll(() => startTranslations('en'));
  beforeEach(async () => {
    await reloadDesks();
    replaceParams('calls', new URLSearchParams());
    window.location.hash = '';
    sessionStorage.clear();
    localStorage.clear();
    forgetAsked();
    forgetMarks();
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
    const backend = mockBackend(NOW);
    backend.commands.getSession = async () => sampleSession;
    furnish?.(backend);
    setBackend(backend);
  });
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });
}

export const countLine = () => screen.getByTestId('count-line').textContent ?? '';

/** Until the range has been read. */
export const ready = () => waitFor(() => expect(countLine()).toMatch(/as of/));
