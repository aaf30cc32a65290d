import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CertificateView, ConnectionView, ErrorKind, SessionView } from '../../ipc';
import { type Backend, setBackend } from '../../ipc/client';
import { mockBackend } from '../../ipc/mock';
import { sessionQuery } from '../../lib/session';
import { startTranslations } from '../../locales';
import { SignInPage } from '.';

const session = { profile: 'p', user: 'qa' } as SessionView;
const certificate: CertificateView = {
  subject: 'CN=pbx',
  issuer: 'CN=pbx',
  names: [],
  validFrom: '2025-01-01T00:00:00Z',
  validUntil: '2035-01-01T00:00:00Z',
  fingerprint: 'AA:BB',
  reason: 'signed by itself',
  changed: false,
  pinned: null,
};
const connection: ConnectionView = {
  proxy: 'given',
  proxyAddress: 'http://proxy:3128',
  authorities: '',
  certificates: [],
};
const failure = (kind: ErrorKind, message: string) => ({
  kind,
  message,
  detail: null,
  retryAfterSecs: null,
  case: null,
});

let backend: Backend;
let client: QueryClient;
const checked = vi.fn();

// A busy machine must not fail a view.
vi.setConfig({ testTimeout: 20_000 });

beforeAll(() => startTranslations('en'));
beforeEach(() => {
  backend = mockBackend();
  backend.commands.listProfiles = async () => [];
  backend.commands.probeServer = async (server) => ({
    server,
    tenantName: 'Acme',
    certificate: null,
    failure: null,
    tooOld: false,
  });
  backend.commands.signIn = vi.fn(async () => ({ step: 'done' as const, session }));
  setBackend(backend);
  client = new QueryClient();
});
afterEach(cleanup);

function show() {
  return render(
    <QueryClientProvider client={client}>
      <MantineProvider>
        <SignInPage onCheck={checked} />
      </MantineProvider>
    </QueryClientProvider>,
  );
}

async function fill(user: ReturnType<typeof userEvent.setup>, server = 'pbx.acme.example') {
  await user.type(screen.getByLabelText('Server'), server);
  await user.tab();
  await user.type(screen.getByLabelText('User name'), 'qa');
  await user.type(screen.getByLabelText('Web password'), 'secret');
}
const button = () => screen.getByRole('button', { name: 'Sign in' });
const state = () => screen.getByTestId('server-status').getAttribute('data-state');

describe('the sign-in screen', () => {
  it('probes the server, offers its domain, and signs in', async () => {
    const user = userEvent.setup();
    show();
    await fill(user);
    await waitFor(() => expect(state()).toBe('reachable'), { timeout: 3000 });
    expect(screen.getByTestId('server-status').textContent).toContain('Acme');
    expect(screen.getByLabelText<HTMLInputElement>('SIP domain').value).toBe('acme.example');
    await user.click(button());
    await waitFor(() => expect(client.getQueryData(sessionQuery.queryKey)).toEqual(session));
    expect(backend.commands.signIn).toHaveBeenCalledWith({
      server: 'pbx.acme.example',
      domain: 'acme.example',
      user: 'qa',
      password: 'secret',
      remember: true,
      pin: null,
      connection: null,
      allowPlainHttp: false,
      tenant: null,
    });
  });

  it('sends no password before an unknown certificate was decided on', async () => {
    backend.commands.probeServer = async (server, _domain, pin) => ({
      server,
      tenantName: null,
      certificate: pin === 'AA:BB' ? null : certificate,
      failure: pin === 'AA:BB' ? null : failure('tls', 'not trusted'),
      tooOld: false,
    });
    const user = userEvent.setup();
    show();
    await fill(user);
    await screen.findByTestId('certificate', undefined, { timeout: 3000 });
    expect(button()).toHaveProperty('disabled', true);
    await user.click(screen.getByTestId('trust-certificate'));
    await waitFor(() => expect(state()).toBe('reachable'), { timeout: 3000 });
    await user.click(button());
    await waitFor(() =>
      expect(backend.commands.signIn).toHaveBeenCalledWith(expect.objectContaining({ pin: 'AA:BB' })),
    );
  });

  it('stops at a certificate that has changed, without a way past it', async () => {
    const changed = { ...certificate, changed: true, pinned: 'CC:DD' };
    backend.commands.probeServer = async (server) => ({
      server,
      tenantName: null,
      certificate: changed,
      failure: null,
      tooOld: false,
    });
    const user = userEvent.setup();
    show();
    await fill(user);
    const panel = await screen.findByTestId('certificate', undefined, { timeout: 3000 });
    expect(panel.textContent).toContain('CC:DD');
    expect(panel.textContent).toContain('AA:BB');
    expect(screen.queryByTestId('trust-certificate')).toBeNull();
    expect(button()).toHaveProperty('disabled', true);
  });

  it('keeps a certificate in question while the domain is typed', async () => {
    const changed = { ...certificate, changed: true, pinned: 'CC:DD' };
    const first = {
      server: 'https://pbx',
      tenantName: null,
      certificate: changed,
      failure: null,
      tooOld: false,
    };
    const probe = vi.fn((_server: string, domain: string) =>
      domain === '' ? Promise.resolve(first) : new Promise<typeof first>(() => undefined),
    );
    backend.commands.probeServer = probe;
    const user = userEvent.setup();
    show();
    await fill(user, 'https://10.0.0.1');
    await screen.findByTestId('certificate', undefined, { timeout: 3000 });
    await user.type(screen.getByLabelText('SIP domain'), 'acme');
    await waitFor(() => expect(probe).toHaveBeenCalledWith(expect.anything(), 'acme', null, null), {
      timeout: 3000,
    });
    expect(state()).toBe('changed');
    expect(button()).toHaveProperty('disabled', true);
  });

  it('empties the password after a refusal and warns of the lock-out', async () => {
    backend.commands.signIn = vi.fn(async () => {
      throw failure('unauthenticated', 'The PBX refused the sign-in.');
    });
    const user = userEvent.setup();
    show();
    await fill(user);
    await user.click(button());
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('The PBX refused the sign-in.');
    expect(screen.getByText(/blocks your office/)).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>('Web password').value).toBe('');
    expect(backend.commands.signIn, 'a refused password is never sent twice by itself').toHaveBeenCalledTimes(
      1,
    );
  });

  it('asks for the code, counts down to another one, and goes on', async () => {
    backend.commands.signIn = async () => ({ step: 'code_needed', mailed: { againInS: 1 } });
    backend.commands.submitCode = vi.fn(async () => ({ step: 'done' as const, session }));
    backend.commands.resendCode = vi.fn(async () => ({ againInS: 30 }));
    const user = userEvent.setup();
    show();
    await fill(user);
    await user.click(button());
    expect(await screen.findByRole('button', { name: 'Another code in 0:01' })).toHaveProperty(
      'disabled',
      true,
    );
    await user.click(await screen.findByRole('button', { name: 'Send another code' }, { timeout: 3000 }));
    expect(await screen.findByRole('button', { name: /Another code in 0:(30|29)/ })).toBeTruthy();
    expect(backend.commands.resendCode).toHaveBeenCalledTimes(1);
    await user.type(screen.getByLabelText('Code'), '123456');
    await user.click(button());
    await waitFor(() => expect(client.getQueryData(sessionQuery.queryKey)).toEqual(session));
  });

  it('lets a system administrator choose among many tenants, and another one after a refusal', async () => {
    const tenants = Array.from({ length: 12 }, (_, n) => ({
      id: `t${n}`,
      name: `Tenant ${n}`,
      domain: `t${n}.example`,
    }));
    backend.commands.signIn = async () => ({ step: 'choose_tenant', tenants });
    backend.commands.chooseTenant = vi.fn(async (id: string) => {
      if (id === 't7') throw failure('forbidden', 'The PBX does not let this account in there.');
      return { step: 'done' as const, session };
    });
    const user = userEvent.setup();
    show();
    await fill(user);
    await user.click(button());
    await user.type(await screen.findByLabelText('Search tenants'), 'T7.EX');
    expect(screen.queryByText('Tenant 1')).toBeNull();
    await user.click(screen.getByText('Tenant 7'));
    expect((await screen.findByRole('alert')).textContent).toContain('does not let this account in');
    await user.clear(screen.getByLabelText('Search tenants'));
    await user.click(screen.getByText('Tenant 11'));
    await waitFor(() => expect(client.getQueryData(sessionQuery.queryKey)).toEqual(session));
  });

  it('gives a sign-in up that is not finished', async () => {
    backend.commands.signIn = async () => ({
      step: 'choose_tenant',
      tenants: [{ id: '1', name: 'Acme', domain: 'acme.example' }],
    });
    backend.commands.cancelSignIn = vi.fn(async () => null);
    const user = userEvent.setup();
    show();
    await fill(user);
    await user.click(button());
    await user.click(await screen.findByRole('button', { name: 'Back' }));
    expect(await screen.findByTestId('sign-in-form')).toBeTruthy();
    expect(backend.commands.cancelSignIn).toHaveBeenCalledTimes(1);
  });

  it.each([
    [
      { step: 'locked_out', until: '2026-11-24T10:00:00Z', said: 'blocked until 10' } as const,
      /blocked until .*24.*\(.+\)/,
      'blocked until 10',
    ],
    [
      { step: 'locked_out', until: null, said: 'blocked until 10:00 or so' } as const,
      /Sign-ins from this network are blocked/,
      'blocked until 10:00 or so',
    ],
    [{ step: 'password_must_change' } as const, /must be changed/, 'web portal'],
  ])('says what to do about %o', async (step, title, text) => {
    backend.commands.signIn = async () => step;
    const user = userEvent.setup();
    show();
    await fill(user);
    await user.click(button());
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toMatch(title);
    expect(alert.textContent).toContain(text);
    expect(screen.queryByText(/blocks your office/), 'no attempt was lost').toBeNull();
  });

  it('names a PBX v12 and sends it nothing', async () => {
    backend.commands.probeServer = async (server) => ({
      server,
      tenantName: null,
      certificate: null,
      failure: failure('server', 'v12'),
      tooOld: true,
    });
    const user = userEvent.setup();
    show();
    await fill(user, 'pbx.acme.example:8900');
    await waitFor(() => expect(state()).toBe('tooOld'), { timeout: 3000 });
    expect(button()).toHaveProperty('disabled', true);
  });

  it('asks aloud before a password crosses the network unencrypted', async () => {
    const user = userEvent.setup();
    show();
    await fill(user, 'http://pbx.acme.example');
    expect(button()).toHaveProperty('disabled', true);
    await user.click(screen.getByLabelText('Send my password unencrypted'));
    await user.click(button());
    await waitFor(() =>
      expect(backend.commands.signIn).toHaveBeenCalledWith(expect.objectContaining({ allowPlainHttp: true })),
    );
  });

  it('takes a saved sign-in with the password of the keychain', async () => {
    backend.commands.listProfiles = async () => [
      {
        id: 'x',
        server: 'https://pbx:8887',
        domain: 'acme',
        user: 'qa',
        pin: null,
        connection,
        tenant: null,
        isDefault: true,
      },
    ];
    const user = userEvent.setup();
    show();
    await user.click(await screen.findByText('qa@acme'));
    await waitFor(() =>
      expect(backend.commands.signIn).toHaveBeenCalledWith(expect.objectContaining({ password: '' })),
    );
  });

  it('takes a proxy as a whole and keeps no password of it', async () => {
    backend.commands.keepConnection = vi.fn(async () => 'connection-1');
    const probe = vi.fn(backend.commands.probeServer);
    backend.commands.probeServer = probe;
    const user = userEvent.setup();
    show();
    await fill(user);
    await waitFor(() => expect(state()).toBe('reachable'), { timeout: 3000 });
    await user.click(screen.getByTestId('connection-options'));
    await user.click(await screen.findByLabelText('This one'));
    await user.type(screen.getByLabelText('Address of the proxy'), 'http://bob:secret1@proxy:3128');
    await user.type(screen.getByLabelText('Password for the proxy'), 'secret2');
    const before = probe.mock.calls.length;
    await user.click(screen.getByRole('button', { name: 'Use' }));
    expect(await screen.findByText('Through http://proxy:3128')).toBeTruthy();
    expect(backend.commands.keepConnection).toHaveBeenCalledWith({
      proxy: { mode: 'given', address: 'http://bob:secret1@proxy:3128', user: '', password: 'secret2' },
      authorities: '',
    });
    await waitFor(() =>
      expect(probe).toHaveBeenLastCalledWith(expect.anything(), expect.anything(), null, 'connection-1'),
    );
    expect(probe.mock.calls.length, 'the proxy was not asked while somebody typed').toBe(before + 1);
    expect(document.body.innerHTML).not.toMatch(/secret[12]/);
    await user.click(button());
    await waitFor(() =>
      expect(backend.commands.signIn).toHaveBeenCalledWith(
        expect.objectContaining({ connection: 'connection-1' }),
      ),
    );
  });

  it('shows the certificates of an authority and what is wrong with a proxy', async () => {
    const user = userEvent.setup();
    show();
    await user.click(screen.getByTestId('connection-options'));
    await user.click(await screen.findByRole('button', { name: 'Choose file…' }));
    expect(await screen.findByText(/Acme Root CA/)).toBeTruthy();
    await user.click(screen.getByLabelText('This one'));
    expect(screen.getByRole('button', { name: 'Use' })).toHaveProperty('disabled', true);
    await user.type(screen.getByLabelText('Address of the proxy'), 'proxy');
    await user.click(screen.getByRole('button', { name: 'Use' }));
    expect((await screen.findByRole('alert')).textContent).toContain('its port is missing');
  });

  it('says through which proxy a saved sign-in leads', async () => {
    backend.commands.listProfiles = async () => [
      {
        id: 'x',
        server: 'https://pbx:8887',
        domain: 'acme',
        user: 'qa',
        pin: null,
        connection,
        tenant: null,
        isDefault: true,
      },
    ];
    backend.commands.signIn = vi.fn(async () => {
      throw failure('offline', 'The proxy cannot be reached.');
    });
    const user = userEvent.setup();
    show();
    await user.click(await screen.findByText('qa@acme'));
    expect(await screen.findByText('Through http://proxy:3128')).toBeTruthy();
    await user.click(await screen.findByTestId('check-connection'));
    expect(checked, 'the check gets everything but a password').toHaveBeenCalledWith({
      server: 'https://pbx:8887',
      domain: 'acme',
      user: 'qa',
      pin: null,
      connection: null,
      allowPlainHttp: false,
    });
  });

  it('goes back to the last tenant, or asks for another one', async () => {
    backend.commands.listProfiles = async () => [
      {
        id: 'x',
        server: 'https://pbx:8887',
        domain: '',
        user: 'admin',
        pin: null,
        connection,
        tenant: 'Acme',
        isDefault: true,
      },
    ];
    const user = userEvent.setup();
    show();
    await user.click(await screen.findByText(/Acme/));
    await waitFor(() =>
      expect(backend.commands.signIn).toHaveBeenLastCalledWith(expect.objectContaining({ tenant: null })),
    );
    client.setQueryData(sessionQuery.queryKey, null);
    await user.click(await screen.findByRole('button', { name: 'Choose another tenant' }));
    await waitFor(() =>
      expect(backend.commands.signIn).toHaveBeenLastCalledWith(expect.objectContaining({ tenant: '' })),
    );
  });

  it('has no fault that axe can find', async () => {
    const { container } = show();
    // Colours need a layout, which is checked in the browser.
    const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
});
