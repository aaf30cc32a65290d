/** Made-up two-sided speech for the player: bursts of tone that take turns. */
import type { Outline } from '../bindings.gen';
import { seeded } from './random';

const RATE = 8000;

function samples(seconds: number, seed: number): [Int16Array, Int16Array] {
  const random = seeded(seed);
  const length = seconds * RATE;
  const sides: [Int16Array, Int16Array] = [new Int16Array(length), new Int16Array(length)];
  let at = 0;
  let side = 0;
  while (at < length) {
    const speech = Math.floor((0.8 + random() * 4) * RATE);
    const pitch = side === 0 ? 140 : 210;
    const channel = sides[side === 0 ? 0 : 1];
    for (let i = 0; i < speech && at + i < length; i += 1) {
      const syllable = Math.abs(Math.sin((Math.PI * i) / (RATE * 0.23)));
      channel[at + i] =
        Math.sin((2 * Math.PI * pitch * i) / RATE) * syllable * 11_000 * (0.6 + 0.4 * random());
    }
    at += speech + Math.floor(random() ** 2 * 2.5 * RATE);
    side = random() < 0.75 ? 1 - side : side;
  }
  return sides;
}

/** A WAV of made-up speech as an address the page can play. */
export function soundUrl(seconds: number, seed: number): string {
  const [left, right] = samples(seconds, seed);
  const view = new DataView(new ArrayBuffer(44 + left.length * 4));
  const text = (offset: number, word: string) =>
    [...word].forEach((c, i) => {
      view.setUint8(offset + i, c.charCodeAt(0));
    });
  text(0, 'RIFF');
  view.setUint32(4, 36 + left.length * 4, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 2, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 4, true);
  view.setUint16(32, 4, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, left.length * 4, true);
  left.forEach((sample, i) => {
    view.setInt16(44 + i * 4, sample, true);
    view.setInt16(46 + i * 4, right[i] ?? 0, true);
  });
  return URL.createObjectURL(new Blob([view.buffer], { type: 'audio/wav' }));
}

/** The outline of the same speech. */
export function outlineOf(seconds: number, seed: number, buckets: number): Outline {
  const channels = samples(seconds, seed).map((channel) => {
    const outline: number[] = [];
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      const from = Math.floor((bucket * channel.length) / buckets);
      const to = Math.max(from + 1, Math.floor(((bucket + 1) * channel.length) / buckets));
      let [low, high] = [0, 0];
      for (let i = from; i < to; i += 1) {
        low = Math.min(low, channel[i] ?? 0);
        high = Math.max(high, channel[i] ?? 0);
      }
      outline.push(Math.round(low / 256), Math.round(high / 256));
    }
    return outline;
  });
  return { durationMs: seconds * 1000, channels };
}
