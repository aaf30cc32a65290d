/**
 * Puts a volume on each side of what plays. The plain way of the sound is left only when somebody asks for it: Web Audio
 * needs the file to be loaded anew, with leave to look into it.
 */
import { useEffect, useRef } from 'react';
import { createMixer, type Mixer } from './mixer';
import { isEven } from './sides';

export function useSides(audio: HTMLAudioElement, gains: readonly number[]): void {
  const mixer = useRef<Mixer | null>(null);
  const latest = useRef(gains);
  const opening = useRef(false);

  useEffect(() => {
    latest.current = gains;
    if (mixer.current !== null) mixer.current.set(gains);
    else if (!isEven(gains) && !opening.current && audio.hasAttribute('src')) open();

    function open() {
      opening.current = true;
      const { src, currentTime } = audio;
      const wasPlaying = !audio.paused;
      const done = () => {
        opening.current = false;
        audio.removeEventListener('loadedmetadata', loaded);
        audio.removeEventListener('error', refused);
      };
      const loaded = () => {
        done();
        mixer.current = createMixer(audio);
        mixer.current.set(latest.current);
        // Another call may have been loaded meanwhile; it begins where it begins.
        if (audio.src === src) audio.currentTime = currentTime;
        // A pause that overtakes it is as good.
        if (wasPlaying) audio.play().catch(() => undefined);
      };
      const refused = () => {
        done();
        // Trying again then plays it the plain way.
        audio.removeAttribute('crossorigin');
      };
      audio.addEventListener('loadedmetadata', loaded);
      audio.addEventListener('error', refused);
      audio.crossOrigin = 'anonymous';
      audio.load();
    }
  }, [audio, gains]);
}
