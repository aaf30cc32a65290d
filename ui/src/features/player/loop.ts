/**
 * The A–B loop: two marks in seconds between which playing goes round.
 */

export interface Loop {
  /** Where the loop starts; null when it is not marked. */
  readonly a: number | null;
  /** Where it ends; null when it is not marked. */
  readonly b: number | null;
}

export const NO_LOOP: Loop = { a: null, b: null };

/** A loop shorter than this is a slip of the finger and would only stutter. */
export const SHORTEST_LOOP_S = 0.3;

/** Marks the start. A start behind the end takes the end away, so that a new loop can be marked in order. */
export function markA(loop: Loop, at: number): Loop {
  const keepsEnd = loop.b !== null && loop.b - at >= SHORTEST_LOOP_S;
  return { a: at, b: keepsEnd ? loop.b : null };
}

/** Marks the end. Without a start the loop begins at 0; an end before the start swaps the two. */
export function markB(loop: Loop, at: number): Loop {
  const a = loop.a ?? 0;
  if (Math.abs(at - a) < SHORTEST_LOOP_S) {
    return { a, b: null };
  }
  return at > a ? { a, b: at } : { a: at, b: a };
}

/** True once both marks stand. */
export function isLooping(loop: Loop): loop is { a: number; b: number } {
  return loop.a !== null && loop.b !== null;
}

/** What one button does that is pressed again and again: mark A, mark B, clear. */
export function cycleLoop(loop: Loop, at: number): Loop {
  if (isLooping(loop)) {
    return NO_LOOP;
  }
  return loop.a === null ? markA(loop, at) : markB(loop, at);
}
