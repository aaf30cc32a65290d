import { describe, expect, it } from 'vitest';
import type { CertificateView, ServerProbe, SessionView } from '../../ipc';
import {
  againInput,
  guessDomain,
  isPlainHttp,
  isProbeable,
  matchingTenants,
  mayTry,
  probeState,
  refusedWord,
  undecidedCertificate,
} from './sign-in-model';

const probe: ServerProbe = {
  server: 'https://pbx.example.com',
  tenantName: null,
  certificate: null,
  failure: null,
  tooOld: false,
};
const failure = { kind: 'offline', message: '', detail: null, retryAfterSecs: null, case: null } as const;
const certificate: CertificateView = {
  subject: '',
  issuer: '',
  names: [],
  validFrom: '',
  validUntil: '',
  fingerprint: 'AA',
  reason: '',
  changed: false,
  pinned: null,
};

describe('what a probe means', () => {
  it.each([
    ['reachable', { ...probe, tenantName: 'Acme' }],
    ['unreachable', { ...probe, failure }],
    ['tooOld', { ...probe, tooOld: true, failure: { ...failure, kind: 'server' } }],
    ['notPbx', { ...probe, failure: { ...failure, kind: 'server' } }],
    ['wrongAddress', { ...probe, failure: { ...failure, kind: 'invalid_input' } }],
    ['insecure', { ...probe, failure: { ...failure, kind: 'tls' } }],
    ['certificate', { ...probe, certificate, failure: { ...failure, kind: 'tls' } }],
    ['changed', { ...probe, certificate: { ...certificate, changed: true, pinned: 'BB' } }],
  ] as [string, ServerProbe][])('%s', (state, answer) => {
    expect(probeState(answer).is).toBe(state);
  });

  it('stops before a password is sent to a server whose certificate is in question', () => {
    expect(mayTry(probeState({ ...probe, certificate }))).toBe(false);
    expect(mayTry(probeState({ ...probe, failure })), 'a probe that failed may have been bad luck').toBe(
      true,
    );
  });
});

it('knows plain HTTP to another machine', () => {
  expect(isPlainHttp('http://pbx.example.com:8887')).toBe(true);
  expect(isPlainHttp('HTTP://10.0.0.1')).toBe(true);
  for (const local of [
    'http://127.0.0.1:9',
    'http://localhost:80/x',
    'http://[::1]:9',
    'https://pbx.example.com',
    'pbx',
  ]) {
    expect(isPlainHttp(local), local).toBe(false);
  }
});

it('probes what looks like an address', () => {
  for (const server of ['pbx.example.com', '10.0.0.1:8887', 'localhost', 'https://[::1]:8887']) {
    expect(isProbeable(server), server).toBe(true);
  }
  for (const server of ['', 'pb', 'pbx', 'my pbx.com']) expect(isProbeable(server), server).toBe(false);
});

it('guesses the SIP domain from the name of the server', () => {
  expect(guessDomain('https://pbx.acme.example:8887')).toBe('acme.example');
  expect(guessDomain('acme.example'), 'nothing would be left of it').toBe('');
  expect(guessDomain('10.20.0.5')).toBe('');
});

it('holds back a certificate nobody has decided on, wherever it was met', () => {
  const unknown = probeState({ ...probe, certificate });
  const reachable = probeState({ ...probe, tenantName: 'Acme' });
  expect(undecidedCertificate(unknown, null, null)).toBe(certificate);
  expect(undecidedCertificate(reachable, null, certificate), 'met at the sign-in').toBe(certificate);
  expect(undecidedCertificate(reachable, 'AA', certificate), 'trusted since').toBeNull();
});

it('tells a missing right from a wrong password', () => {
  expect(refusedWord('unauthenticated')).toBe('refused');
  expect(refusedWord('forbidden')).toBe('noRights');
  expect(refusedWord('offline')).toBeNull();
});

it('finds tenants by name and domain', () => {
  const tenants = [
    { id: '1', name: 'Acme Trading', domain: 'acme.example' },
    { id: '2', name: 'Marina', domain: 'boats.example' },
  ];
  const found = (typed: string) => matchingTenants(tenants, typed).map(({ id }) => id);
  expect(found('')).toEqual(['1', '2']);
  expect(found(' TRADING ')).toEqual(['1']);
  expect(found('boats')).toEqual(['2']);
  expect(found('trading acme'), 'name and domain are not run together').toEqual([]);
});

it('signs the same account in again', () => {
  const session = { server: 'https://pbx:8887', user: 'qa', domain: 'acme.example', administrator: false };
  const proxied = { ...session, connection: 'connection-1' };
  expect(againInput(proxied as SessionView, false), 'by the way it was reached').toMatchObject({
    connection: 'connection-1',
  });
  expect(againInput(session as SessionView, true)).toMatchObject({
    user: 'qa',
    domain: 'acme.example',
    tenant: null,
    remember: true,
    allowPlainHttp: false,
  });
  const administrator = { ...session, server: 'http://10.0.0.1:8888', user: 'admin', administrator: true };
  expect(againInput(administrator as SessionView, false)).toMatchObject({
    domain: '',
    tenant: 'acme.example',
    remember: false,
    allowPlainHttp: true,
  });
});
