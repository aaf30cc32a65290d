/**
 * A button of a bar that opens something to choose from. It shows that something is chosen and how many; what, stand the
 * chips for. So it keeps its width, and the bar stays as it is while filters come and go.
 */
import { UnstyledButton, type UnstyledButtonProps } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import classes from './filter-button.module.css';

interface Props
  extends UnstyledButtonProps,
    Omit<ComponentPropsWithRef<'button'>, keyof UnstyledButtonProps> {
  /** Something is chosen. */
  active?: boolean;
  /** How many are chosen, where there can be several. */
  count?: number;
  icon?: ReactNode;
  children: ReactNode;
}

export function FilterButton({ active = false, count = 0, icon, children, ...others }: Props) {
  return (
    <UnstyledButton
      aria-haspopup="dialog"
      {...others}
      className={classes.button}
      data-active={active || undefined}
    >
      {icon}
      <span className={classes.label}>{children}</span>
      {count > 0 && <span className={classes.count}>{count}</span>}
      <IconChevronDown size={12} stroke={2} aria-hidden />
    </UnstyledButton>
  );
}
