/** How a person likes to listen; kept while calls come and go. */
import { EVEN_SIDES, type Sides } from './sides';

export interface Listening {
  /** 0 to 1. */
  readonly volume: number;
  readonly skipSilence: boolean;
  readonly sides: Sides;
}

export const FIRST_LISTENING: Listening = { volume: 1, skipSilence: false, sides: EVEN_SIDES };

/** Puts speed (percent) and volume on the element; the pitch stays whatever the speed. */
export function applyListening(
  audio: HTMLAudioElement,
  { speed, volume }: { speed: number; volume: number },
): void {
  const rate = speed / 100;
  // A new source falls back to the default rate, so both are set.
  audio.defaultPlaybackRate = rate;
  audio.playbackRate = rate;
  audio.preservesPitch = true;
  audio.volume = volume;
}
