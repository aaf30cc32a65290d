/**
 * The one audio element of the window, as React state. It loads one source at a time and says whether it can play.
 */

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { LOADING_LIMIT_MS } from './model';
import type { Position } from './position';

/** Why the element will not play: it cannot decode, it never answered, or the bytes stopped coming. */
export type MediaTrouble = 'unsupported' | 'timeout' | 'broken';

export interface Media {
  readonly ready: boolean;
  readonly playing: boolean;
  readonly trouble: MediaTrouble | null;
  /** Seconds, from the element; 0 until it is known. */
  readonly durationS: number;
  start(): void;
  stop(): void;
}

function troubleOf(code: number): MediaTrouble {
  return code === 1 || code === 2 ? 'broken' : 'unsupported';
}

/** Lets go of a source without the error an empty address gives. */
function unload(audio: HTMLAudioElement): void {
  audio.pause();
  if (audio.hasAttribute('src')) {
    audio.removeAttribute('src');
    audio.load();
  }
}

/** What is played: an address, and the second it begins at. */
export interface Source {
  readonly url: string | null;
  readonly at: number;
}

/** Plays a source on `audio`; a new address starts by itself. */
export function useMedia(audio: HTMLAudioElement, source: Source, position: Position): Media {
  const { url } = source;
  const beginning = useRef(source.at);
  useLayoutEffect(() => {
    beginning.current = source.at;
  });
  const [ready, setReady] = useState(false);
  const [playing, setPlaying] = useState(false);
  const [trouble, setTrouble] = useState<MediaTrouble | null>(null);
  const [durationS, setDurationS] = useState(0);
  const wanted = useRef(true);

  const start = useCallback(() => {
    wanted.current = true;
    audio.play().catch((reason: unknown) => {
      // Refused without a click (NotAllowedError) or overtaken by a pause (AbortError): it waits, paused, for Play.
      // What cannot be decoded is told by the element's own error event.
      if (reason instanceof DOMException && reason.name === 'NotAllowedError') setPlaying(false);
    });
  }, [audio]);

  const stop = useCallback(() => {
    wanted.current = false;
    audio.pause();
  }, [audio]);

  useEffect(() => {
    setReady(false);
    setPlaying(false);
    setTrouble(null);
    setDurationS(0);
    const at = beginning.current;
    position.set(at);
    wanted.current = true;
    if (url === null) {
      unload(audio);
      return;
    }
    const limit = setTimeout(() => {
      setTrouble('timeout');
      unload(audio);
    }, LOADING_LIMIT_MS);
    // Every seek ends in another canplay; only the first one begins to play.
    let begun = false;
    const on: Record<string, () => void> = {
      canplay() {
        clearTimeout(limit);
        setReady(true);
        if (!begun && at > 0) audio.currentTime = at;
        if (!begun && wanted.current) start();
        begun = true;
      },
      durationchange: () => setDurationS(Number.isFinite(audio.duration) ? audio.duration : 0),
      playing: () => setPlaying(true),
      play: () => setPlaying(true),
      pause: () => setPlaying(false),
      ended: () => setPlaying(false),
      timeupdate: () => position.set(audio.currentTime),
      seeking: () => position.set(audio.currentTime),
      error() {
        // An event of the source before comes when its error is gone already.
        if (audio.error === null) return;
        clearTimeout(limit);
        // What played once can be decoded: then it was the reading that failed.
        setTrouble(begun ? 'broken' : troubleOf(audio.error.code));
        setPlaying(false);
      },
    };
    for (const [name, listener] of Object.entries(on)) audio.addEventListener(name, listener);
    // Loads by itself; `load()` on top would begin a second time and cut off the first.
    audio.src = url;
    return () => {
      clearTimeout(limit);
      for (const [name, listener] of Object.entries(on)) audio.removeEventListener(name, listener);
      unload(audio);
    };
  }, [audio, url, position, start]);

  return { ready, playing, trouble, durationS, start, stop };
}
