/** Draws the outline with wavesurfer.js. It only draws: seeking, playing and loading stay with the player. */

import { useComputedColorScheme } from '@mantine/core';
import { type RefObject, useEffect } from 'react';
import WaveSurfer from 'wavesurfer.js';
import type { CallRow } from '../../ipc';
import { lanes } from './model';
import type { Deck } from './player-context';
import { drawablePeaks } from './silence';

/** Height of the waveform, all lanes together; the same in the style sheet. */
const HEIGHT = 56;

export function useWavesurfer(container: RefObject<HTMLDivElement | null>, deck: Deck, call: CallRow): void {
  const scheme = useComputedColorScheme('light');
  const { audio, outline } = deck;
  const { direction } = call;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme changes what the style sheet answers
  useEffect(() => {
    const element = container.current;
    if (element === null || outline === null || outline.channels.length === 0) return;
    const styles = getComputedStyle(element);
    const colour = {
      waveColor: styles.getPropertyValue('--td-wave').trim(),
      progressColor: styles.getPropertyValue('--td-accent').trim(),
      cursorColor: styles.getPropertyValue('--td-text').trim(),
    };
    const peaks = drawablePeaks(outline.channels);
    const rows = lanes({ direction }, peaks.length);
    const height = HEIGHT / rows.length;
    const surfer = WaveSurfer.create({
      ...colour,
      container: element,
      // The element has its source by now, and with peaks and duration given nothing is fetched: the window's policy
      // (connect-src) would refuse it.
      media: audio,
      peaks: rows.map((lane) => peaks[lane.channel] ?? new Float32Array()),
      duration: outline.durationMs / 1000,
      splitChannels: rows.map(() => ({ ...colour, height })),
      height,
      interact: false,
      barWidth: 2,
      barGap: 1,
      barRadius: 1,
      barMinHeight: 1,
      maxPeak: 1,
      normalize: false,
      hideScrollbar: true,
    });
    return () => surfer.destroy();
  }, [container, audio, outline, direction, scheme]);
}
