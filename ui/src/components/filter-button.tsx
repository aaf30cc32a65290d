/** A button of a bar that opens something to choose from; it shows what is chosen. */
import { UnstyledButton, type UnstyledButtonProps } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import classes from './filter-button.module.css';

interface Props
  extends UnstyledButtonProps,
    Omit<ComponentPropsWithRef<'button'>, keyof UnstyledButtonProps> {
  /** Something is chosen. */
  active?: boolean;
  icon?: ReactNode;
  children: ReactNode;
}

export function FilterButton({ active = false, icon, children, ...others }: Props) {
  return (
    <UnstyledButton
      aria-haspopup="dialog"
      {...others}
      className={classes.button}
      data-active={active || undefined}
    >
      {icon}
      <span className={classes.label}>{children}</span>
      <IconChevronDown size={12} stroke={2} aria-hidden />
    </UnstyledButton>
  );
}
