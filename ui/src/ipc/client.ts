/** The commands and events as the features use them: failures are `AppError`s, channels are callbacks. */
import { Channel, isTauri } from '@tauri-apps/api/core';
import { getCurrentWindow } from '@tauri-apps/api/window';
import {
  type CloseAsked,
  commands,
  type Diagnosis,
  type DiagnosisId,
  events,
  type JobFinished,
  type JobId,
  type JobSnapshot,
  type SearchId,
  type SearchSnapshot,
  type SessionExpired,
  type SoundCheck,
  type SoundCheckId,
} from './bindings.gen';
import { toAppError } from './failures';

type Generated = typeof commands;
type Watching = 'watchSearch' | 'watchJob' | 'watchDiagnosis' | 'watchSoundCheck';

/** Everything but the watchers, which take a channel. */
export type Plain = Omit<Generated, Watching>;
export type Unlisten = () => void;

/** What stands behind the window: the shell, or the mock in a plain browser. */
export interface Backend {
  commands: Plain;
  /** Calls back with whole snapshots until the search is over. */
  watchSearch(id: SearchId, onSnapshot: (snapshot: SearchSnapshot) => void): Promise<void>;
  /** Calls back with whole snapshots until the job is over. */
  watchJob(id: JobId, onSnapshot: (snapshot: JobSnapshot) => void): Promise<void>;
  /** Calls back with the check as it stands until it is over. */
  watchDiagnosis(id: DiagnosisId, onSnapshot: (snapshot: Diagnosis) => void): Promise<void>;
  /** Calls back with the run as it stands until it is over. */
  watchSoundCheck(id: SoundCheckId, onSnapshot: (snapshot: SoundCheck) => void): Promise<void>;
  onSessionExpired(listener: (event: SessionExpired) => void): Promise<Unlisten>;
  onJobFinished(listener: (event: JobFinished) => void): Promise<Unlisten>;
  onCloseAsked(listener: (event: CloseAsked) => void): Promise<Unlisten>;
  /** Closes the window without asking again. */
  closeWindow(): Promise<void>;
}

function shell(): Backend {
  const { watchSearch, watchJob, watchDiagnosis, watchSoundCheck, ...plain } = commands;
  return {
    commands: plain,
    async watchSearch(id, onSnapshot) {
      const channel = new Channel<SearchSnapshot>();
      channel.onmessage = onSnapshot;
      await watchSearch(id, channel);
    },
    async watchJob(id, onSnapshot) {
      const channel = new Channel<JobSnapshot>();
      channel.onmessage = onSnapshot;
      await watchJob(id, channel);
    },
    async watchDiagnosis(id, onSnapshot) {
      const channel = new Channel<Diagnosis>();
      channel.onmessage = onSnapshot;
      await watchDiagnosis(id, channel);
    },
    async watchSoundCheck(id, onSnapshot) {
      const channel = new Channel<SoundCheck>();
      channel.onmessage = onSnapshot;
      await watchSoundCheck(id, channel);
    },
    onSessionExpired: (listener) => events.sessionExpired.listen((event) => listener(event.payload)),
    onJobFinished: (listener) => events.jobFinished.listen((event) => listener(event.payload)),
    onCloseAsked: (listener) => events.closeAsked.listen((event) => listener(event.payload)),
    closeWindow: () => getCurrentWindow().destroy(),
  };
}

let backend: Backend | null = isTauri() ? shell() : null;

/** Puts a stand-in behind the window; only before anything is asked. */
export function setBackend(other: Backend): void {
  backend = other;
}

/** True when the window runs in a plain browser. */
export function needsMock(): boolean {
  return backend === null;
}

function current(): Backend {
  if (backend === null) throw new Error('no backend: call setBackend first');
  return backend;
}

/** Every command; each throws `AppError` and nothing else. */
export const api: Plain = new Proxy({} as Plain, {
  get(_target, name: keyof Plain) {
    return async (...args: unknown[]) => {
      try {
        const command = current().commands[name] as (...args: unknown[]) => Promise<unknown>;
        return await command(...args);
      } catch (thrown) {
        throw toAppError(thrown);
      }
    };
  },
});

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw toAppError(thrown);
  }
}

export const watchSearch: Backend['watchSearch'] = (id, cb) => guarded(() => current().watchSearch(id, cb));
export const watchJob: Backend['watchJob'] = (id, cb) => guarded(() => current().watchJob(id, cb));
export const watchDiagnosis: Backend['watchDiagnosis'] = (id, cb) =>
  guarded(() => current().watchDiagnosis(id, cb));
export const watchSoundCheck: Backend['watchSoundCheck'] = (id, cb) =>
  guarded(() => current().watchSoundCheck(id, cb));
export const onSessionExpired: Backend['onSessionExpired'] = (cb) => current().onSessionExpired(cb);
export const onJobFinished: Backend['onJobFinished'] = (cb) => current().onJobFinished(cb);
export const onCloseAsked: Backend['onCloseAsked'] = (cb) => current().onCloseAsked(cb);
export const closeWindow: Backend['closeWindow'] = () => guarded(() => current().closeWindow());
