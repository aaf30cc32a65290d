/** A button in words alone: for what stands beside the main thing to do. */
import { Button, type ButtonProps } from '@mantine/core';
import type { ComponentPropsWithRef } from 'react';
import classes from './quiet-button.module.css';

interface Props extends ButtonProps, Omit<ComponentPropsWithRef<'button'>, keyof ButtonProps> {}

export function QuietButton(props: Props) {
  return <Button {...props} variant="subtle" color="gray" className={classes.quiet} />;
}
