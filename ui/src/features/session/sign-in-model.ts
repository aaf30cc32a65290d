/** What the sign-in screen knows and says, apart from how it looks. Pure. */
import type {
  CertificateView,
  ErrorKind,
  Failure,
  ServerProbe,
  SessionView,
  SignInInput,
  TenantView,
} from '../../ipc';

/** What stands under the server's address. */
export type ServerState =
  | { is: 'empty' }
  | { is: 'checking' }
  | { is: 'reachable'; tenantName: string | null }
  | { is: 'certificate'; certificate: CertificateView }
  | { is: 'changed'; certificate: CertificateView }
  | { is: 'unreachable'; failure: Failure }
  | { is: 'notPbx'; failure: Failure }
  | { is: 'tooOld'; failure: Failure }
  | { is: 'wrongAddress'; failure: Failure }
  | { is: 'insecure'; failure: Failure };

const BY_KIND: Partial<Record<ErrorKind, 'unreachable' | 'notPbx' | 'wrongAddress' | 'insecure'>> = {
  offline: 'unreachable',
  timeout: 'unreachable',
  throttled: 'unreachable',
  invalid_input: 'wrongAddress',
  tls: 'insecure',
  server: 'notPbx',
  not_found: 'notPbx',
};

export function probeState(probe: ServerProbe): ServerState {
  const { certificate, failure, tenantName, tooOld } = probe;
  if (certificate !== null) return { is: certificate.changed ? 'changed' : 'certificate', certificate };
  if (failure !== null) return tooOld ? { is: 'tooOld', failure } : failureState(failure);
  return { is: 'reachable', tenantName };
}

export function failureState(failure: Failure): ServerState {
  return { is: BY_KIND[failure.kind] ?? 'unreachable', failure };
}

/** What a refused sign-in is called, where it is more than what its kind is called; a key below `session`. */
export function refusedWord(kind: ErrorKind): 'refused' | 'noRights' | null {
  if (kind === 'unauthenticated') return 'refused';
  return kind === 'forbidden' ? 'noRights' : null;
}

/** The certificate to decide on: of the server that is typed, else the one that came in the way of a sign-in. */
export function undecidedCertificate(
  state: ServerState,
  pin: string | null,
  met: CertificateView | null,
): CertificateView | null {
  if (state.is === 'certificate' || state.is === 'changed') return state.certificate;
  return pin === null ? met : null;
}

/** True when nothing about the server stands in the way of sending a password. */
export function mayTry(state: ServerState): boolean {
  return !['certificate', 'changed', 'wrongAddress', 'tooOld'].includes(state.is);
}

function hostOf(server: string): string {
  const rest = server.trim().replace(/^[a-z]+:\/\//i, '');
  if (rest.startsWith('[')) return rest.slice(1, rest.indexOf(']'));
  return (rest.split(/[/?#]/, 1)[0] ?? '').replace(/:\d*$/, '').toLowerCase();
}

/** `http://` to another machine than this one: the password would cross the network for all to read. */
export function isPlainHttp(server: string): boolean {
  if (!/^http:\/\//i.test(server.trim())) return false;
  const host = hostOf(server);
  return !(host === 'localhost' || host === '::1' || /^127(?:\.\d+){3}$/.test(host));
}

/** An address worth probing: more than a few letters, without blanks. */
export function isProbeable(server: string): boolean {
  const host = hostOf(server);
  return (
    host.length >= 3 && !/\s/.test(host) && (host.includes('.') || host.includes(':') || host === 'localhost')
  );
}

/** A SIP domain is often the second half of the server's name; offered, never insisted on. */
export function guessDomain(server: string): string {
  const host = hostOf(server);
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+){2,}$/.test(host) || /^\d+(\.\d+){3}$/.test(host)) return '';
  return host.split('.').slice(1).join('.');
}

/** From so many tenants on there is a search. */
export const SEARCHABLE_FROM = 9;

/** Tenants whose name or SIP domain contains what was typed. */
export function matchingTenants(tenants: readonly TenantView[], typed: string): TenantView[] {
  const wanted = typed.trim().toLowerCase();
  return tenants.filter(({ name, domain }) => `${name}\n${domain}`.toLowerCase().includes(wanted));
}

/** What signs the same account in again; a saved one stays saved. */
export function againInput(session: SessionView, saved: boolean): SignInInput {
  const { server, user, domain, administrator, connection } = session;
  return {
    server,
    user,
    // A system administrator signs in without a domain, and goes back to the same tenant.
    domain: administrator ? '' : domain,
    tenant: administrator ? domain : null,
    password: '',
    remember: saved,
    pin: null,
    connection,
    // Where it is http://, that was allowed aloud when this session began.
    allowPlainHttp: server.startsWith('http://'),
  };
}
