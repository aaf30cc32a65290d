/** Where the window is: a place and its parameters in the URL's hash, so that both survive a reload. */
import { useSyncExternalStore } from 'react';

export const PLACES = ['calls', 'exports', 'insights', 'settings'] as const;
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

const KEPT = 'tapedeck-places';

// Each place remembers its own parameters while another one is shown, over a reload too.
const remembered = new Map<Place, string>(readKept());

function readKept(): [Place, string][] {
  try {
    const kept: unknown = JSON.parse(window.sessionStorage.getItem(KEPT) ?? '[]');
    return Array.isArray(kept) ? (kept as [Place, string][]) : [];
  } catch {
    return [];
  }
}

function remember(place: Place, params: string): void {
  remembered.set(place, params);
  window.sessionStorage.setItem(KEPT, JSON.stringify([...remembered]));
}

/** Where the window is, and what the other places remember. */
export interface RouteState {
  hash: string;
  places: [string, string][];
}

export function routeState(): RouteState {
  const { place, params } = parseRoute(window.location.hash);
  return { hash: routeHash(place, params), places: [...remembered] };
}

/** Goes where the window was left, unless the address says already where to be. */
export function restoreRoute(state: RouteState | null): void {
  if (state === null || window.location.hash !== '') return;
  for (const [name, params] of state.places) {
    const place = PLACES.find((known) => known === name);
    if (place !== undefined && !remembered.has(place)) remembered.set(place, params);
  }
  window.history.replaceState(null, '', state.hash);
}

export function navigate(place: Place): void {
  const now = parseRoute(window.location.hash);
  remember(now.place, now.params.toString());
  window.location.hash = routeHash(place, new URLSearchParams(remembered.get(place) ?? ''));
}

/** Replaces the parameters of a place, shown or not, without a step in the history. */
export function replaceParams(place: Place, params: URLSearchParams): void {
  if (parseRoute(window.location.hash).place === place) {
    window.history.replaceState(null, '', routeHash(place, params));
  } else {
    remember(place, params.toString());
  }
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

/** The parameters of a place, whether it is the one that is shown or not. */
export function paramsOf(place: Place): string {
  const route = parseRoute(window.location.hash);
  return route.place === place ? route.params.toString() : (remembered.get(place) ?? '');
}

/** The same, as it changes. */
export function usePlaceParams(place: Place): string {
  return useSyncExternalStore(subscribe, () => paramsOf(place));
}
