/** Asks before a saved sign-in and its password are forgotten: that cannot be undone. */
import { Button, Popover } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './forget-sign-in.module.css';

interface Props {
  /** Whose sign-in it is. */
  name: string;
  onForget: () => void;
  /** The button that asks. */
  children: ReactNode;
}

export function ForgetSignIn({ name, onForget, children }: Props) {
  const { t } = useTranslation();
  const title = t('settings.profileRemoveTitle', { name });
  return (
    <Popover width={280} position="bottom-end" trapFocus withinPortal>
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown aria-label={title}>
        <strong>{title}</strong>
        <p className={classes.consequence}>{t('settings.profileRemoveText')}</p>
        <Button variant="default" onClick={onForget}>
          {t('settings.profileRemove')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
