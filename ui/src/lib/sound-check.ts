/** Listening to the recordings of many calls: one run for the window, which goes on whatever page is shown. */
import { useSyncExternalStore } from 'react';
import { api, type CallQuery, type SoundCheck, type SoundCheckId, toAppError, watchSoundCheck } from '../ipc';
import { failureText } from './failure-text';
import { wereHeard } from './findings';
import { createStore } from './store';

export interface SoundCheckState {
  id: SoundCheckId | null;
  check: SoundCheck | null;
  /** Why it could not begin. */
  refused: string | null;
}

const state = createStore<SoundCheckState | null>(null);

export function useSoundCheck(): SoundCheckState | null {
  return useSyncExternalStore(state.subscribe, state.get);
}

/** Starts a run over everything that a query finds; an older one gives way. */
export async function checkSound(query: CallQuery): Promise<void> {
  try {
    const id = await api.startSoundCheck(query);
    const show = (check: SoundCheck) => {
      // Shown again only while nobody has closed it or begun another.
      if (state.get()?.id !== id) return;
      state.set({ id, check, refused: null });
      if (check.over && check.done > 0) wereHeard();
    };
    state.set({ id, check: null, refused: null });
    await watchSoundCheck(id, show);
  } catch (thrown) {
    state.set({ id: null, check: null, refused: failureText(toAppError(thrown)) });
  }
}

export function stopSoundCheck(): void {
  const id = state.get()?.id ?? null;
  if (id !== null) void api.cancelSoundCheck(id).catch(() => undefined);
}

/** Takes the line away; what still runs is stopped. */
export function dismissSoundCheck(): void {
  const now = state.get();
  if (now?.check?.over === false) stopSoundCheck();
  state.set(null);
}
