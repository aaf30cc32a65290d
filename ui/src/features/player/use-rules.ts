/**
 * Keeps playing inside its rules: the position is shown as it moves, silence is left out, the loop goes round.
 */

import { useEffect } from 'react';
import { isLooping } from './loop';
import { jumpFrom, type PlayRules } from './model';
import type { Position } from './position';

/** Watches `audio` while it plays. */
export function useRules(
  audio: HTMLAudioElement,
  playing: boolean,
  rules: PlayRules,
  position: Position,
): void {
  useEffect(() => {
    if (!playing) return;
    let frame = 0;
    const keep = () => {
      position.set(audio.currentTime);
      const target = audio.seeking ? null : jumpFrom(audio.currentTime, rules);
      if (target !== null) audio.currentTime = target;
    };
    const onFrame = () => {
      keep();
      frame = requestAnimationFrame(onFrame);
    };
    onFrame();
    // Frames stop while the window is hidden; the element goes on telling the time.
    audio.addEventListener('timeupdate', keep);
    return () => {
      cancelAnimationFrame(frame);
      audio.removeEventListener('timeupdate', keep);
    };
  }, [audio, playing, rules, position]);

  useEffect(() => {
    const { loop } = rules;
    if (!isLooping(loop)) return;
    // A loop up to the very end: the element stops before the position passes the mark.
    const again = () => {
      audio.currentTime = loop.a;
      audio.play().catch(() => undefined);
    };
    audio.addEventListener('ended', again);
    return () => audio.removeEventListener('ended', again);
  }, [audio, rules]);
}
