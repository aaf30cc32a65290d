import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Backend, setBackend } from '../../ipc/client';
import { mockBackend } from '../../ipc/mock';
import { startTranslations } from '../../locales';
import { DiagnosisSheet } from '.';

let backend: Backend;

// A busy machine must not fail a view.
vi.setConfig({ testTimeout: 20_000 });

beforeAll(() => startTranslations('en'));
beforeEach(() => {
  backend = mockBackend();
  backend.commands.cancelDiagnosis = vi.fn(backend.commands.cancelDiagnosis);
  setBackend(backend);
});
afterEach(cleanup);

function show(input: Parameters<typeof DiagnosisSheet>[0]['input'] = null) {
  return render(
    <MantineProvider>
      <QueryClientProvider client={new QueryClient()}>
        <DiagnosisSheet input={input} onClose={() => undefined} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

const verdict = () => screen.getByTestId('diagnosis-verdict').textContent;
const outcome = (name: string) => screen.getByTestId(`step-${name}`).getAttribute('data-is');

describe('the connection check', () => {
  it('fills step by step and ends with a verdict', async () => {
    let more: (() => void) | undefined;
    const step = (name: 'reach' | 'encryption') => ({
      name,
      outcome: 'works' as const,
      words: `${name} in words`,
      next: null,
      facts: [],
      tookMs: 1,
    });
    const check = { server: 's', running: null, verdict: null, over: false };
    backend.watchDiagnosis = async (_id, onSnapshot) => {
      onSnapshot({ ...check, steps: [step('reach')], running: 'encryption' });
      await new Promise<void>((go) => {
        more = go;
      });
      onSnapshot({ ...check, steps: [step('reach'), step('encryption')], verdict: 'partly', over: true });
    };
    show();
    expect(await screen.findByText('reach in words')).toBeTruthy();
    expect([outcome('reach'), outcome('encryption'), outcome('calls')]).toEqual([
      'works',
      'running',
      'waiting',
    ]);
    expect(verdict()).toBe('Checking…');
    expect(screen.getByRole('button', { name: 'Copy report' })).toHaveProperty('disabled', true);
    more?.();
    await waitFor(() => expect(verdict()).toBe('Calls can be read, but not everything works'));
    expect(screen.getByRole('button', { name: 'Copy report' })).toHaveProperty('disabled', false);
  });

  it('copies and saves the report of the finished check', async () => {
    backend.commands.getDiagnosisReport = vi.fn(async () => '# report');
    const user = userEvent.setup();
    const write = vi.spyOn(navigator.clipboard, 'writeText');
    show();
    await waitFor(() => expect(verdict()).toBe('Everything works'), { timeout: 5000 });
    await user.click(screen.getByRole('button', { name: 'Copy report' }));
    await waitFor(() => expect(write).toHaveBeenCalledWith('# report'));
    await user.click(screen.getByRole('button', { name: 'Save report…' }));
    expect(await screen.findByText('Saved to /home/qa/tapedeck-connection.md')).toBeTruthy();
  });

  it('stops a check that nobody looks at any more', async () => {
    backend.commands.startDiagnosis = async () => 'diagnosis-7';
    const watch = vi.fn(() => new Promise<void>(() => undefined));
    backend.watchDiagnosis = watch;
    const { unmount } = show();
    await waitFor(() => expect(watch).toHaveBeenCalled());
    unmount();
    expect(backend.commands.cancelDiagnosis).toHaveBeenCalledWith('diagnosis-7');
  });

  it('says why a check cannot even begin, and has no fault that axe can find', async () => {
    backend.commands.startDiagnosis = async () => {
      throw {
        kind: 'invalid_input',
        message: 'is not a server address',
        detail: null,
        retryAfterSecs: null,
        case: null,
      };
    };
    const input = { server: '?', domain: '', user: '', pin: null, connection: null, allowPlainHttp: false };
    const { baseElement } = show(input);
    expect((await screen.findByRole('alert')).textContent).toContain('is not a server address');
    const { violations } = await axe.run(baseElement, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
});
