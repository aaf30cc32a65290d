import type { ReactNode } from 'react';
import classes from './exports.module.css';

interface Props {
  title: string;
  /** Beside the title, at the end of the line. */
  tools?: ReactNode;
  children: ReactNode;
}

/** One question of the export sheet. */
export function Section({ title, tools, children }: Props) {
  return (
    <fieldset className={classes.section}>
      <legend className={classes.legend}>{title}</legend>
      {tools !== undefined && <div className={classes.tools}>{tools}</div>}
      {children}
    </fieldset>
  );
}
