/**
 * Rates and times to come, as a person would say them.
 */

import { formatKilobytes } from '../../lib/format';

/** A rate from thousands of bytes a second: `4.2 MB/s`. */
export function rateText(kilobytesPerSecond: number, locale: string): string {
  return `${formatKilobytes(kilobytesPerSecond, locale)}/s`;
}

/** Time left, rough on purpose: nobody reads seconds off an hour. */
export interface TimeLeft {
  /** A key below `exports.left`. */
  readonly word: 'moment' | 'seconds' | 'minutes' | 'hours';
  readonly count: number;
}

/** How long a job will take, in a word and a number. */
export function timeLeft(seconds: number): TimeLeft {
  if (seconds < 5) {
    return { word: 'moment', count: 0 };
  }
  if (seconds < 55) {
    return { word: 'seconds', count: Math.ceil(seconds / 5) * 5 };
  }
  if (seconds < 90 * 60) {
    return { word: 'minutes', count: Math.max(1, Math.round(seconds / 60)) };
  }
  return { word: 'hours', count: Math.round(seconds / 3600) };
}
