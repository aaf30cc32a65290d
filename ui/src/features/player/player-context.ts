/** The player as the rest of the window sees it. */

import { createContext, useContext } from 'react';
import type { CallId, CallMarks, CallRow, Outline, Playable } from '../../ipc';
import type { PlayFrom } from '../../lib/play-from';
import type { PlayerFailure } from './failure';
import type { PlayerAction } from './keys';
import type { Loop } from './loop';
import type { Position } from './position';
import type { Sides } from './sides';
import type { Span } from './silence';

/** The calls around the one that plays, in the order of the list it was started from. */
export interface CallQueue {
  /** The next recorded call after `from`; null at the end of the list. */
  next(from: CallRow): CallRow | null | Promise<CallRow | null>;
  /** The recorded call before `from`; null at the beginning. */
  previous(from: CallRow): CallRow | null | Promise<CallRow | null>;
}

export type PlayerState = 'empty' | 'loading' | 'playing' | 'paused' | 'failed';

/** What anybody may ask of the player. */
export interface Player {
  readonly state: PlayerState;
  readonly call: CallRow | null;
  readonly callId: CallId | null;
  /** Plays a call from its beginning, or from a place in it; the same again goes on where it stands. */
  play(call: CallRow, queue?: CallQueue, from?: PlayFrom): void;
  /** Shows a call where playing stopped earlier; it is opened when somebody plays it. */
  wait(call: CallRow, from: PlayFrom, queue?: CallQueue): void;
  /** Where playing is; apart from the rest, since it changes all the time. */
  readonly position: Position;
  readonly fileIndex: number;
  /** Pauses or goes on. */
  toggle(): void;
  /** Stops and puts the player away. */
  close(): void;
}

/** What the dock shows and does besides. */
export interface Deck extends Player {
  readonly playable: Playable | null;
  readonly outline: Outline | null;
  /** True when there will be no outline: playing works without. */
  readonly outlineFailed: boolean;
  readonly failure: PlayerFailure | null;
  readonly durationS: number;
  readonly audio: HTMLAudioElement;
  readonly silence: readonly Span[];
  readonly speed: number;
  readonly volume: number;
  readonly sides: Sides;
  readonly skipSilence: boolean;
  readonly loop: Loop;
  readonly hasQueue: boolean;
  /** The call was left here earlier, and is opened when it is played. */
  readonly waits: boolean;
  readonly keysShown: boolean;
  /** What people wrote about the call; null until it is read. */
  readonly marks: CallMarks | null;
  /** The second a note is being written at; null while none is. */
  readonly noteAt: number | null;
  closeNote(): void;
  seekTo(seconds: number): void;
  setSpeed(percent: number): void;
  setVolume(volume: number): void;
  setSides(sides: Sides): void;
  setFile(fileIndex: number): void;
  cycleLoop(): void;
  retry(): void;
  showKeys(shown: boolean): void;
  /** Does what a key or a button stands for. */
  act(action: PlayerAction): void;
}

export const DeckContext = createContext<Deck | null>(null);

/** The whole player, for the dock. */
export function useDeck(): Deck {
  const deck = useContext(DeckContext);
  if (deck === null) throw new Error('the player is used outside PlayerProvider');
  return deck;
}

/** The player: what plays, and how to play a call. */
export function usePlayer(): Player {
  return useDeck();
}
