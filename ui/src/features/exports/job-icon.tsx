import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
  IconProgressDown,
} from '@tabler/icons-react';
import classes from './exports.module.css';
import type { Tone } from './job-state';

const ICONS = {
  active: IconProgressDown,
  proven: IconCircleCheck,
  attention: IconAlertTriangle,
  failed: IconCircleX,
  stopped: IconCircleMinus,
};

/** A shape for every tone, so that colour never speaks alone. */
export function JobIcon({ tone }: { tone: Tone }) {
  const Icon = ICONS[tone];
  return <Icon size={16} className={classes.tone} data-tone={tone} aria-hidden />;
}
