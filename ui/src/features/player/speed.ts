/**
 * Playback speeds: a ladder with fine steps where speech is still easy to follow and coarse ones beyond.
 */

/** Speeds in percent of normal, slowest first. */
export const SPEEDS = [
  50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150, 175, 200, 225, 250, 275, 300,
] as const;

/** The speeds offered in the menu. */
export const MENU_SPEEDS = [50, 75, 100, 125, 150, 175, 200, 250, 300] as const;

export const NORMAL_SPEED = 100;
const SLOWEST = SPEEDS[0];
const FASTEST = SPEEDS[SPEEDS.length - 1] ?? NORMAL_SPEED;

/** A speed that can be played, from whatever was remembered. */
export function clampSpeed(percent: number): number {
  if (!Number.isFinite(percent) || percent <= 0) {
    return NORMAL_SPEED;
  }
  return Math.min(FASTEST, Math.max(SLOWEST, Math.round(percent)));
}

/** The next step of the ladder above (`1`) or below (`-1`) a speed; the ends stay. */
export function stepSpeed(percent: number, step: 1 | -1): number {
  const at = clampSpeed(percent);
  if (step === 1) {
    return SPEEDS.find((speed) => speed > at) ?? FASTEST;
  }
  return SPEEDS.findLast((speed) => speed < at) ?? SLOWEST;
}

/** `1×`, `1.25×`, in the digits of the locale. */
export function speedText(percent: number, locale: string): string {
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(percent / 100)}×`;
}
