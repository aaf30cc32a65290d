/** Proxy and authorities for one PBX. They are taken as a whole: a proxy must not be asked while somebody types. */
import { Button, PasswordInput, Radio, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { Sheet } from '../../components/sheet';
import { api, type ProxyMode, toAppError } from '../../ipc';
import { AuthoritiesField } from './authorities-field';
import { type Connection, isUsable, type Way, wayInput, withoutPassword } from './connection-model';
import classes from './session.module.css';

interface Props {
  start: Way;
  /** User and password may be in the keychain: they can be left empty. */
  hasSaved: boolean;
  onUse: (connection: Connection) => void;
  onClose: () => void;
}

const MODES: readonly ProxyMode[] = ['system', 'none', 'given'];

export function ConnectionSheet({ start, hasSaved, onUse, onClose }: Props) {
  const { t } = useTranslation();
  const [way, setWay] = useState(start);
  const put = (change: Partial<Way>) => setWay({ ...way, ...change });
  const keep = useMutation({
    mutationFn: async (next: Way): Promise<Connection> => ({
      id: await api.keepConnection(wayInput(next)),
      way: withoutPassword(next),
    }),
    onSuccess: onUse,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The form stands inside the sign-in form.
    event.stopPropagation();
    if (isUsable(way)) keep.mutate(way);
  };
  return (
    <Sheet opened onClose={onClose} title={t('session.connection.title')} testId="connection-sheet">
      <form className={classes.form} onSubmit={submit} noValidate>
        <Radio.Group
          label={t('session.connection.proxy')}
          value={way.mode}
          onChange={(mode) => put({ mode: mode as ProxyMode })}
        >
          <div className={classes.choices}>
            {MODES.map((mode) => (
              <Radio key={mode} value={mode} label={t(`session.connection.mode.${mode}`)} />
            ))}
          </div>
        </Radio.Group>
        {way.mode === 'given' && (
          <>
            <TextInput
              label={t('session.connection.address')}
              placeholder="http://proxy.example.com:3128"
              description={t('session.connection.addressText')}
              value={way.address}
              onChange={(event) => put({ address: event.currentTarget.value })}
              spellCheck={false}
              autoCapitalize="off"
              autoComplete="off"
            />
            <TextInput
              label={t('session.connection.user')}
              placeholder={hasSaved ? t('session.passwordSaved') : undefined}
              value={way.user}
              onChange={(event) => put({ user: event.currentTarget.value })}
              spellCheck={false}
              autoCapitalize="off"
              autoComplete="off"
            />
            <PasswordInput
              label={t('session.connection.password')}
              value={way.password}
              onChange={(event) => put({ password: event.currentTarget.value })}
              autoComplete="off"
            />
          </>
        )}
        <AuthoritiesField
          authorities={way.authorities}
          onAuthorities={(authorities) => put({ authorities })}
        />
        {keep.error !== null && <FailureNote failure={toAppError(keep.error)} />}
        <Button type="submit" loading={keep.isPending} disabled={!isUsable(way)}>
          {t('session.connection.use')}
        </Button>
      </form>
    </Sheet>
  );
}
