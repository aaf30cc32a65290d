/** How loud each side of a call is when both were recorded apart. Pure. */
import type { Lane } from './model';

/** Percent for each side; 100 is as it was recorded. */
export interface Sides {
  readonly other: number;
  readonly extension: number;
}

export const EVEN_SIDES: Sides = { other: 100, extension: 100 };

/** A side that is hard to hear can be made twice as loud, percent. */
export const LOUDEST_SIDE = 200;

/** The factor for each channel of the file; empty when it has no sides to tell apart. */
export function gainsOf(lanes: readonly Lane[], sides: Sides): number[] {
  if (lanes.length < 2) return [];
  const gains: number[] = [];
  for (const { side, channel } of lanes) gains[channel] = side === 'both' ? 1 : sides[side] / 100;
  return gains;
}

/** Nothing to do: every channel as it was recorded. */
export function isEven(gains: readonly number[]): boolean {
  return gains.every((gain) => gain === 1);
}
