import { describe, expect, it } from 'vitest';
import { bucketsFor, drawablePeaks, endOfSilence, savedSeconds, silentSpans } from './silence';

/** One bucket every tenth of a second: `levels` give [seconds, level] in turn. */
function channel(...levels: [number, number][]): number[] {
  return levels.flatMap(([seconds, level]) =>
    Array.from({ length: seconds * 10 }, () => [-level, level]).flat(),
  );
}

describe('silentSpans', () => {
  it('finds a pause of two seconds and leaves a shorter one', () => {
    const side = channel([1, 80], [2, 0], [1, 80], [1.9, 0], [1, 80]);
    const spans = silentSpans([side], 6.9);
    expect(spans).toHaveLength(1);
    expect(spans[0]?.start).toBeCloseTo(1);
    expect(spans[0]?.end).toBeCloseTo(3);
  });

  it('needs both sides to be silent', () => {
    const one = channel([4, 0], [4, 90]);
    const other = channel([2, 60], [6, 0]);
    const spans = silentSpans([one, other], 8);
    expect(spans.map((span) => [span.start, span.end])).toEqual([[2, 4]]);
  });

  it('takes the hum of a line for silence, and silence at the very end', () => {
    const side = channel([2, 100], [3, 2]);
    expect(silentSpans([side], 5)).toEqual([{ start: 2, end: 5 }]);
  });

  it('does not call quiet speech silence when everything is quiet', () => {
    expect(silentSpans([channel([5, 6])], 5)).toEqual([]);
  });

  it('has nothing to say about nothing', () => {
    expect(silentSpans([], 10)).toEqual([]);
    expect(silentSpans([[]], 10)).toEqual([]);
    expect(silentSpans([channel([3, 0])], 0)).toEqual([]);
  });
});

describe('leaving silence out', () => {
  const spans = [
    { start: 0, end: 3 },
    { start: 10, end: 14 },
  ];

  it('keeps a little silence around words, but none before the first', () => {
    expect(endOfSilence(spans, 0)).toBe(2.75);
    expect(endOfSilence(spans, 10.1), 'the first quarter second stays').toBeNull();
    expect(endOfSilence(spans, 10.3)).toBe(13.75);
    expect(endOfSilence(spans, 13.75), 'where playing goes on is not silence again').toBeNull();
    expect(endOfSilence(spans, 5)).toBeNull();
  });

  it('says how much time that saves', () => {
    expect(savedSeconds(spans)).toBeCloseTo(2.75 + 3.5);
    expect(savedSeconds([])).toBe(0);
  });
});

describe('drawablePeaks', () => {
  it('makes both sides larger by the same factor', () => {
    const [loud, quiet] = drawablePeaks([
      [-64, 32],
      [-16, 16],
    ]);
    expect([...(loud ?? [])]).toEqual([-1, 0.5]);
    expect([...(quiet ?? [])]).toEqual([-0.25, 0.25]);
  });

  it('does not blow up noise', () => {
    expect([...(drawablePeaks([[-1, 1]])[0] ?? [])]).toEqual([-8 / 128, 8 / 128]);
    expect([...(drawablePeaks([[0, 0]])[0] ?? [])]).toEqual([0, 0]);
  });
});

it('asks for ten buckets a second, within bounds', () => {
  expect(bucketsFor(0)).toBe(1_000);
  expect(bucketsFor(600_000)).toBe(6_000);
  expect(bucketsFor(36_000_000)).toBe(16_000);
});
