/** What the shades of a chart mean, in the order they are stacked. */
import classes from './charts.module.css';
import type { Stack } from './model';

/** The shades of the layers, from the axis upwards. */
export const FILLS: Record<Stack, string[]> = {
  answered: [classes.answered ?? '', classes.unanswered ?? ''],
  direction: [classes.layer0, classes.layer1, classes.layer2, classes.layer3, classes.layer4].map(
    (name) => name ?? '',
  ),
};

interface Props {
  entries: { name: string; fill: string }[];
}

export function Legend({ entries }: Props) {
  return (
    <ul className={classes.legend}>
      {entries.map(({ name, fill }) => (
        <li key={name}>
          <svg width={12} height={12} aria-hidden>
            <rect x={1} y={1} width={10} height={10} className={fill} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
