/** The playing speed, remembered between launches. */

import { useChangePreferences, usePreferences } from '../../lib/preferences';
import { clampSpeed, NORMAL_SPEED } from './speed';

/** Percent of normal, and how to change it. */
export function useSpeedPreference(): [number, (percent: number) => void] {
  const preferences = usePreferences();
  const change = useChangePreferences();
  return [
    clampSpeed(preferences?.speedPercent ?? NORMAL_SPEED),
    (percent) => change({ speedPercent: clampSpeed(percent) }),
  ];
}
