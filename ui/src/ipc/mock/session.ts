/** Sign-in as the mock plays it; the user name chooses what happens. */
import type {
  AuthoritiesView,
  CertificateView,
  CodeMailed,
  ConnectionId,
  ConnectionInput,
  ConnectionView,
  ProfileView,
  ServerProbe,
  SessionView,
  SignInInput,
  SignInStep,
  TenantView,
} from '../bindings.gen';
import { failure, has, pause } from './faults';

const KEPT = 'tapedeck-mock-session';
const certificate: CertificateView = {
  subject: 'CN=pbx.branch.example, O=Branch Office',
  issuer: 'CN=pbx.branch.example, O=Branch Office',
  names: ['pbx.branch.example'],
  validFrom: '2025-03-01T00:00:00Z',
  validUntil: '2035-02-27T00:00:00Z',
  fingerprint:
    '9F:2C:41:7B:E0:55:8A:3D:10:C6:74:B9:02:EF:6A:91:D3:58:0C:A7:36:4E:FB:29:85:1D:C0:62:97:AE:13:F4',
  reason: 'It is signed by itself, not by an authority this computer knows.',
  changed: false,
  pinned: null,
};

export const sampleSession: SessionView = {
  profile: 'sample',
  server: 'http://127.0.0.1:49712',
  domain: 'sample.example',
  user: 'qa.lead',
  tenantName: 'Sample Company',
  zone: 'Asia/Kuala_Lumpur',
  calls: 'tenant',
  recordings: 'tenant',
  groups: [],
  administrator: false,
  ended: false,
  connection: null,
  sample: true,
  notice: null,
};

const plainConnection: ConnectionView = {
  proxy: 'system',
  proxyAddress: '',
  authorities: '',
  certificates: [],
};

let profiles: ProfileView[] = [
  {
    id: 'qa@acme.example/pbx.acme.example:8887',
    server: 'https://pbx.acme.example:8887',
    domain: 'acme.example',
    user: 'qa',
    pin: null,
    connection: plainConnection,
    tenant: null,
    isDefault: true,
  },
  {
    id: 'audit@branch.example/10.20.0.5:8887',
    server: 'https://10.20.0.5:8887',
    domain: 'branch.example',
    user: 'audit',
    pin: certificate.fingerprint,
    connection: { ...plainConnection, proxy: 'given', proxyAddress: 'http://proxy.branch.example:3128' },
    tenant: null,
    isDefault: false,
  },
];

function kept(): SessionView | null {
  const text = sessionStorage.getItem(KEPT);
  if (text !== null) return JSON.parse(text) as SessionView;
  if (has('ended')) return { ...sampleSession, ended: true };
  return has('signed-in') ? sampleSession : null;
}

function keep(session: SessionView): SessionView {
  sessionStorage.setItem(KEPT, JSON.stringify(session));
  return session;
}

const tenants: TenantView[] = [
  'Acme Trading',
  'Branch Office',
  'Harbour & Pine',
  'Larchwood Estates',
  'Marina',
  'Northgate',
  'Old Mill',
  'Quayside Builders',
  'St Mary’s School',
].map((name, index) => ({
  id: `7005519097730000${index}`,
  name,
  domain: `${name.toLowerCase().replace(/[^a-z]+/g, '-')}.example`,
}));

function sessionFor(input: SignInInput, tenant: TenantView | null = null): SessionView {
  const scope = has('own') ? 'own' : 'tenant';
  return keep({
    ...sampleSession,
    profile: `${input.user}@${input.domain}`,
    server: input.server.startsWith('http') ? input.server : `https://${input.server}`,
    domain: tenant?.domain ?? input.domain,
    user: input.user,
    administrator: tenant !== null,
    tenantName: tenant?.name ?? 'Acme Trading',
    sample: false,
    connection: input.connection,
    calls: scope,
    recordings: scope,
  });
}

let waiting: SignInInput | null = null;
let mailed: CodeMailed = { againInS: 0 };

let connections = 0;

export async function keepConnection(input: ConnectionInput): Promise<ConnectionId> {
  const address = input.proxy?.mode === 'given' ? input.proxy.address : 'proxy:3128';
  if (!/:\d+$/.test(address)) {
    throw failure('invalid_input', `“${address}” is not a proxy: its port is missing, often 3128 or 8080.`);
  }
  connections += 1;
  return `connection-${connections}`;
}

export async function chooseAuthorities(): Promise<AuthoritiesView | null> {
  const subject = 'CN=Acme Root CA, O=Acme Trading';
  const validUntil = '2041-06-30T00:00:00Z';
  return {
    pem: '-----BEGIN CERTIFICATE-----',
    certificates: [{ subject, validUntil, fingerprint: certificate.fingerprint }],
  };
}

export async function probeServer(server: string, domain: string, pin: string | null): Promise<ServerProbe> {
  await pause(500);
  const address = server.includes('://') ? server : `https://${server}`;
  const base: ServerProbe = {
    server: address,
    tenantName: null,
    certificate: null,
    failure: null,
    tooOld: false,
  };
  if (server.includes(':8900') || server.includes('v12')) {
    return { ...base, tooOld: true, failure: failure('server', `${address} is a PortSIP PBX v12.`) };
  }
  if (server.includes('down')) {
    return {
      ...base,
      failure: failure('offline', `No answer from ${address}. Check the address and the network.`),
    };
  }
  if (server.includes('web')) {
    return { ...base, failure: failure('not_found', `${address} answers, but it is no PortSIP PBX.`) };
  }
  if (server.includes('10.20') || server.includes('branch')) {
    if (pin === certificate.fingerprint)
      return { ...base, tenantName: domain === '' ? null : 'Branch Office' };
    return {
      ...base,
      certificate: pin === null ? certificate : { ...certificate, changed: true, pinned: pin },
      failure: failure('tls', 'The certificate of this server is not trusted by this computer.'),
    };
  }
  return { ...base, tenantName: domain === '' ? null : 'Acme Trading' };
}

export async function signIn(input: SignInInput): Promise<SignInStep> {
  await pause(700);
  switch (input.user) {
    case 'wrong':
      throw failure(
        'unauthenticated',
        'The PBX refused the sign-in: invalid credentials. Check user name, SIP domain and the web password (not the SIP password).',
      );
    case 'locked': {
      const until = new Date(Date.now() + 2_460_000).toISOString();
      return {
        step: 'locked_out',
        until,
        said: `the client IP address 10.0.0.7 has been blocked until ${until}`,
      };
    }
    case 'change':
      return { step: 'password_must_change' };
    case 'admin':
      waiting = input;
      return { step: 'choose_tenant', tenants };
    case 'norights':
      throw failure(
        'forbidden',
        'This account may sign in but may not see calls. Ask the administrator for the right to view call records.',
      );
    case 'code':
      waiting = input;
      mailed = { againInS: 30 };
      return { step: 'code_needed', mailed };
    default:
      return { step: 'done', session: sessionFor(input) };
  }
}

export async function submitCode(code: string): Promise<SignInStep> {
  await pause(500);
  if (code !== '123456' || waiting === null)
    throw failure('unauthenticated', 'This is not the code that was mailed.');
  return { step: 'done', session: sessionFor(waiting) };
}

export async function resendCode(): Promise<CodeMailed> {
  await pause(300);
  return { ...mailed };
}

export async function chooseTenant(id: string): Promise<SignInStep> {
  await pause(400);
  const tenant = tenants.find((one) => one.id === id);
  if (tenant === undefined || waiting === null) throw failure('not_found', 'There is no such tenant here.');
  return { step: 'done', session: sessionFor(waiting, tenant) };
}

export async function cancelSignIn(): Promise<null> {
  waiting = null;
  return null;
}

export async function exploreSample(): Promise<SessionView> {
  await pause(400);
  return keep(has('own') ? { ...sampleSession, calls: 'own', recordings: 'own' } : sampleSession);
}

export async function signOut(): Promise<null> {
  sessionStorage.removeItem(KEPT);
  window.history.replaceState(null, '', window.location.pathname);
  return null;
}

export async function getSession(): Promise<SessionView | null> {
  return kept();
}

export async function listProfiles(): Promise<ProfileView[]> {
  return profiles;
}

export async function removeProfile(id: string): Promise<null> {
  profiles = profiles.filter((profile) => profile.id !== id);
  return null;
}
