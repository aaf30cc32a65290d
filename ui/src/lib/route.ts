/** Where the window is: a place and its parameters in the URL's hash, so that both survive a reload. */
import { useSyncExternalStore } from 'react';

export const PLACES = ['calls', 'exports', 'settings'] as const;
export type Place = (typeof PLACES)[number];

export interface Route {
  place: Place;
  params: URLSearchParams;
}

export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const place = PLACES.find((known) => known === path) ?? 'calls';
  return { place, params: new URLSearchParams(search) };
}

export function routeHash(place: Place, params?: URLSearchParams): string {
  const search = params?.toString() ?? '';
  return search === '' ? `#/${place}` : `#/${place}?${search}`;
}

// The search of Calls stays while another place is shown: each place remembers its own parameters.
const remembered = new Map<Place, string>();

export function navigate(place: Place): void {
  const now = parseRoute(window.location.hash);
  remembered.set(now.place, now.params.toString());
  window.location.hash = routeHash(place, new URLSearchParams(remembered.get(place) ?? ''));
}

/** Replaces the parameters of the place that is shown, without a step in the history. */
export function replaceParams(params: URLSearchParams): void {
  const { place } = parseRoute(window.location.hash);
  window.history.replaceState(null, '', routeHash(place, params));
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** The current hash; a string, so that equal hashes do not render again. */
export function useHash(): string {
  return useSyncExternalStore(subscribe, () => window.location.hash);
}
