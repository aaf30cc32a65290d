/** What the inspector is made of: titled groups of named facts. */
import type { ReactNode } from 'react';
import classes from './inspector.module.css';

interface GroupProps {
  title: string;
  /** Beside the title. */
  action?: ReactNode;
  children: ReactNode;
}

export function Group({ title, action, children }: GroupProps) {
  return (
    <section className={classes.group}>
      <div className={classes.groupHead}>
        <h3>{title}</h3>
        {action}
      </div>
      {children}
    </section>
  );
}

export function Facts({ children }: { children: ReactNode }) {
  return <dl className={classes.facts}>{children}</dl>;
}

/** Nothing when there is nothing to say. */
export function Fact({ name, value }: { name: string; value: string }) {
  if (value === '') return null;
  return (
    <>
      <dt>{name}</dt>
      <dd data-selectable>{value}</dd>
    </>
  );
}
