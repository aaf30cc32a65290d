/** The line under the fields: which way leads to the server, and the sheet to change it. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckButton } from './check-button';
import { type Connection, PLAIN_WAY, type Way } from './connection-model';
import { ConnectionSheet } from './connection-sheet';
import classes from './session.module.css';

interface Props {
  connection: Connection | null;
  /** The way of the saved sign-in, as long as nothing else was chosen. */
  saved: Way | null;
  onConnection: (connection: Connection) => void;
  /** Looks why the server cannot be used; `null` when there is nothing to look for. */
  onCheck: (() => void) | null;
}

export function ConnectionOptions({ connection, saved, onConnection, onCheck }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const way = connection?.way ?? saved ?? PLAIN_WAY;
  const words = [
    way.mode === 'given'
      ? t('session.connection.through', { proxy: way.address })
      : way.mode === 'none'
        ? t('session.connection.straight')
        : '',
    way.authorities === null ? '' : t('session.connection.withAuthorities'),
  ].filter((part) => part !== '');
  return (
    <div className={classes.way}>
      <Button
        variant="subtle"
        color="gray"
        size="compact-xs"
        onClick={() => setOpen(true)}
        data-testid="connection-options"
      >
        {t('session.connection.button')}
      </Button>
      <span className={classes.wayText}>{words.join(' · ')}</span>
      {onCheck !== null && <CheckButton onCheck={onCheck} />}
      {open && (
        <ConnectionSheet
          start={way}
          hasSaved={saved !== null && connection === null}
          onClose={() => setOpen(false)}
          onUse={(next) => {
            onConnection(next);
            setOpen(false);
          }}
        />
      )}
    </div>
  );
}
