/**
 * How the window was left, by profile: place, filters and view, scroll, selection, the opened call, the player. Kept by the
 * core, in its data folder, so that a reload and a restart find it alike. Nothing is secret in it.
 */
import { api, type CallId, type ProfileId, type ViewId } from '../ipc';
import type { RouteState } from './route';

export interface DeskGrid {
  /** The question the selection belongs to. */
  of: string;
  /** The row at the top of the view; null at the beginning. */
  top: CallId | null;
  selection: 'all' | CallId[];
}

export interface DeskPlayer {
  call: CallId;
  fileIndex: number;
  seconds: number;
}

export interface Desk {
  route: RouteState | null;
  grid: DeskGrid | null;
  current: CallId | null;
  player: DeskPlayer | null;
  /** The saved view that was opened last. */
  view: ViewId | null;
  /** How often each command of the palette was used, by its id. */
  uses: [string, number][];
}

const EMPTY: Desk = { route: null, grid: null, current: null, player: null, view: null, uses: [] };
const WRITE_MS = 400;
/** More selected calls than this are not kept by name. */
const MOST_IDS = 5_000;
/** Commands whose uses are counted, those used most: the core refuses a desk that grows without end. */
const MOST_USES = 500;

const oldKeyOf = (profile: ProfileId) => `tapedeck-desk ${profile}`;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isId = (value: unknown): value is CallId => typeof value === 'string' && value !== '';

function readGrid(value: unknown): DeskGrid | null {
  if (!isObject(value) || typeof value.of !== 'string') return null;
  const { of, top, selection } = value;
  const chosen = selection === 'all' ? 'all' : Array.isArray(selection) ? selection.filter(isId) : [];
  return { of, top: isId(top) ? top : null, selection: chosen };
}

function readPlayer(value: unknown): DeskPlayer | null {
  if (!isObject(value) || !isId(value.call)) return null;
  const { call, fileIndex, seconds } = value;
  const whole = typeof fileIndex === 'number' && Number.isInteger(fileIndex) && fileIndex >= 1;
  const at = typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0;
  return { call, fileIndex: whole ? fileIndex : 1, seconds: at ? seconds : 0 };
}

function readRoute(value: unknown): RouteState | null {
  if (!isObject(value) || typeof value.hash !== 'string' || !value.hash.startsWith('#/')) return null;
  const pairs = Array.isArray(value.places) ? value.places : [];
  const places = pairs.filter(
    (pair): pair is [string, string] =>
      Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string'),
  );
  return { hash: value.hash, places };
}

function readUses(value: unknown): [string, number][] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (use): use is [string, number] =>
      Array.isArray(use) && typeof use[0] === 'string' && Number.isSafeInteger(use[1]),
  );
}

/** Whatever can be understood of a kept desk; the rest is as if it had never been kept. */
export function parseDesk(text: string | null): Desk {
  if (text === null) return EMPTY;
  try {
    const kept: unknown = JSON.parse(text);
    if (!isObject(kept)) return EMPTY;
    return {
      route: readRoute(kept.route),
      grid: readGrid(kept.grid),
      current: isId(kept.current) ? kept.current : null,
      player: readPlayer(kept.player),
      view: isId(kept.view) ? kept.view : null,
      uses: readUses(kept.uses),
    };
  } catch {
    return EMPTY;
  }
}

const desks = new Map<ProfileId, Desk>();
const unwritten = new Set<ProfileId>();
/** Those who know of the window's state what was not kept yet. */
const latecomers = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | null = null;
let writing: Promise<void> = Promise.resolve();
let busy = 0;

/** Reads the desk of a profile: once, before anything asks for it. One that cannot be read is as if none had been kept. */
export async function loadDesk(profile: ProfileId): Promise<void> {
  if (desks.has(profile)) return;
  const kept = await api.getDesk(profile).catch(() => null);
  // What the webview kept before the core did is taken over.
  const old = kept === null ? window.localStorage.getItem(oldKeyOf(profile)) : null;
  if (desks.has(profile)) return;
  desks.set(profile, parseDesk(kept ?? old));
  if (old === null) return;
  unwritten.add(profile);
  await flushDesks();
  window.localStorage.removeItem(oldKeyOf(profile));
}

/** The desk of a profile as it was left, or as it is by now. */
export function deskOf(profile: ProfileId): Desk {
  return desks.get(profile) ?? EMPTY;
}

function write(profile: ProfileId, desk: string): void {
  const send = () =>
    api
      .keepDesk(profile, desk)
      // A full disk only means that the next start finds the desk before.
      .catch(() => undefined)
      .then(() => {
        busy -= 1;
      });
  busy += 1;
  // One after the other, or an older one could be written last; and at once where none is under way, for the page may go.
  writing = busy === 1 ? send() : writing.then(send);
}

/** Writes what has changed, to the moment; it is on the disk afterwards. */
export function flushDesks(): Promise<void> {
  for (const late of latecomers) late();
  if (timer !== null) clearTimeout(timer);
  timer = null;
  for (const profile of unwritten) write(profile, JSON.stringify(deskOf(profile)));
  unwritten.clear();
  return writing;
}

/** Has somebody say what they know before anything is written; answers how to stop that. */
export function beforeFlush(late: () => void): () => void {
  latecomers.add(late);
  return () => {
    latecomers.delete(late);
  };
}

export function keepDesk(profile: ProfileId, change: Partial<Desk>): void {
  const next = { ...deskOf(profile), ...change };
  const { grid } = next;
  if (grid !== null && grid.selection !== 'all' && grid.selection.length > MOST_IDS)
    next.grid = { ...grid, selection: [] };
  if (next.uses.length > MOST_USES)
    next.uses = next.uses.toSorted(([, a], [, b]) => b - a).slice(0, MOST_USES);
  desks.set(profile, next);
  unwritten.add(profile);
  timer ??= setTimeout(() => void flushDesks(), WRITE_MS);
}

/** With the profile's other data, which the core has forgotten; what was written in between goes, too. */
export function forgetDesk(profile: ProfileId): void {
  desks.set(profile, EMPTY);
  unwritten.delete(profile);
  write(profile, JSON.stringify(EMPTY));
  window.localStorage.removeItem(oldKeyOf(profile));
}

/** As a page that is loaded anew: what was known is to be read again. */
export async function reloadDesks(): Promise<void> {
  await flushDesks();
  desks.clear();
}

window.addEventListener('pagehide', () => void flushDesks());
