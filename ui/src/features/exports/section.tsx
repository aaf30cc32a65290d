import { type ReactNode, useId } from 'react';
import classes from './export-sheet.module.css';

interface Props {
  title: string;
  /** Beside the title, at the end of the line. */
  tools?: ReactNode;
  children: ReactNode;
}

/** One question of the export sheet. */
export function Section({ title, tools, children }: Props) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.sectionHead}>
        <h3 id={id}>{title}</h3>
        {tools !== undefined && <div className={classes.tools}>{tools}</div>}
      </div>
      {children}
    </section>
  );
}
