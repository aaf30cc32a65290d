import type { ReactNode } from 'react';

/** A part of a page that scrolls by itself, and is reached and named by keys and screen readers. */
export function ScrollBox({
  label,
  className,
  children,
}: {
  label: string;
  className: string | undefined;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keys
    <section className={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
