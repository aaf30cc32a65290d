import type { ReactNode } from 'react';
import classes from './table-box.module.css';

/** A table that scrolls by itself, and is reached and named by keys and screen readers. Cells with `data-number` are right-aligned. */
export function TableBox({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keys
    <section className={classes.box} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
