/**
 * What the outline of a recording tells: levels to draw, and spans in which nobody speaks.
 */

/** A span in seconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Silence shorter than this is a breath, not a wait. */
export const SHORTEST_SILENCE_S = 2;
/** Kept at both ends of a skipped span, so that no word is cut. */
const EDGE_S = 0.25;
/** Level, of 128, up to which a line at rest hums. */
const FLOOR = 2;
/** Part of the loudest level that still counts as silence. */
const QUIET_PART = 0.04;
/** A very quiet recording is drawn at most this much larger than it is. */
const MOST_GAIN = 8;

/** Louder of the minimum and the maximum of each bucket, 0 to 128, over all channels. */
function levels(channels: readonly (readonly number[])[]): number[] {
  const buckets = Math.max(0, ...channels.map((channel) => Math.floor(channel.length / 2)));
  const out = new Array<number>(buckets).fill(0);
  for (const channel of channels) {
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      const level = Math.max(Math.abs(channel[bucket * 2] ?? 0), Math.abs(channel[bucket * 2 + 1] ?? 0));
      if (level > (out[bucket] ?? 0)) {
        out[bucket] = level;
      }
    }
  }
  return out;
}

/** Spans of at least two seconds in which no channel is louder than the hum of a line. */
export function silentSpans(channels: readonly (readonly number[])[], durationS: number): Span[] {
  const heard = levels(channels);
  if (heard.length === 0 || durationS <= 0) {
    return [];
  }
  const loudest = heard.reduce((most, level) => Math.max(most, level), 0);
  const threshold = Math.max(FLOOR, Math.floor(loudest * QUIET_PART));
  const perBucket = durationS / heard.length;
  const spans: Span[] = [];
  let from: number | null = null;
  for (let bucket = 0; bucket <= heard.length; bucket += 1) {
    const level = heard[bucket];
    if (level !== undefined && level <= threshold) {
      from ??= bucket;
    } else if (from !== null) {
      if ((bucket - from) * perBucket >= SHORTEST_SILENCE_S) {
        spans.push({ start: from * perBucket, end: bucket * perBucket });
      }
      from = null;
    }
  }
  return spans;
}

/** The part of a silent span that playing leaves out. */
function skipped(span: Span): Span {
  return { start: span.start === 0 ? 0 : span.start + EDGE_S, end: span.end - EDGE_S };
}

/** Seconds of listening saved by leaving all silence out, at normal speed. */
export function savedSeconds(spans: readonly Span[]): number {
  return spans.map(skipped).reduce((sum, span) => sum + (span.end - span.start), 0);
}

/** Where to go on when the position lies in silence; null where somebody speaks. */
export function endOfSilence(spans: readonly Span[], at: number): number | null {
  const span = spans.map(skipped).find(({ start, end }) => at >= start && at < end);
  return span === undefined ? null : span.end;
}

/**
 * Levels for drawing, −1 to 1, all channels made larger by the same factor: a quiet side stays the quiet side.
 */
export function drawablePeaks(channels: readonly (readonly number[])[]): Float32Array[] {
  const loudest = levels(channels).reduce((most, level) => Math.max(most, level), 0);
  const gain = loudest === 0 ? 1 : Math.min(MOST_GAIN, 128 / loudest);
  return channels.map((channel) => Float32Array.from(channel, (value) => (value / 128) * gain));
}

/** How many buckets to ask for: ten a second, so that two seconds of silence are found, within what an IPC answer should hold. */
export function bucketsFor(durationMs: number): number {
  return Math.min(16_000, Math.max(1_000, Math.ceil(durationMs / 100)));
}
