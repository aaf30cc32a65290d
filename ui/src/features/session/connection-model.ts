/** The way to the PBX as the sign-in screen holds it. Pure. */
import type { AuthoritiesView, ConnectionId, ConnectionInput, ConnectionView, ProxyMode } from '../../ipc';

/** Proxy and authorities as typed; the password leaves for the core as soon as they are taken. */
export interface Way {
  mode: ProxyMode;
  address: string;
  user: string;
  password: string;
  authorities: AuthoritiesView | null;
}

/** A way that the core has taken, without its password. */
export interface Connection {
  id: ConnectionId;
  way: Way;
}

export const PLAIN_WAY: Way = { mode: 'system', address: '', user: '', password: '', authorities: null };

/** The way of a saved sign-in. Its user and password stay in the keychain. */
export function savedWay(view: ConnectionView): Way {
  const { proxy, proxyAddress, authorities, certificates } = view;
  return {
    ...PLAIN_WAY,
    mode: proxy,
    address: proxyAddress,
    authorities: authorities === '' ? null : { pem: authorities, certificates },
  };
}

export function wayInput(way: Way): ConnectionInput {
  const { mode, address, user, password, authorities } = way;
  return {
    proxy: { mode, address: address.trim(), user: user.trim(), password },
    authorities: authorities?.pem ?? '',
  };
}

/** What is kept on this side: no password. An address may have come with one. */
export function withoutPassword(way: Way): Way {
  const at = way.address.lastIndexOf('@');
  if (at < 0) return { ...way, password: '' };
  const scheme = /^[a-z0-9]+:\/\//i.exec(way.address)?.[0] ?? '';
  return { ...way, password: '', address: scheme + way.address.slice(at + 1) };
}

/** Whether there is enough to use it. */
export function isUsable(way: Way): boolean {
  return way.mode !== 'given' || way.address.trim() !== '';
}

/** Nothing out of the ordinary. */
export function isPlainWay(way: Way): boolean {
  return way.mode === 'system' && way.authorities === null;
}
