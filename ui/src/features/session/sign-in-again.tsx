/** The PBX has ended the session: the same account signs in again, and everything goes on where it was. */
import { Button, PasswordInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../components/sheet';
import type { SessionView } from '../../ipc';
import { CertificatePanel } from './certificate-panel';
import { CodeForm } from './code-form';
import { sessionQueries } from './queries';
import { Refusal } from './refusal';
import classes from './session.module.css';
import { againInput } from './sign-in-model';
import { TenantForm } from './tenant-form';
import { useSignIn } from './use-sign-in';

interface Props {
  session: SessionView;
  opened: boolean;
  onClose: () => void;
  /** Signed in again. */
  onDone: () => void;
}

export function SignInAgain({ session, opened, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [pin, setPin] = useState<string | null>(null);
  const { data: profiles } = useQuery(sessionQueries.profiles());
  const saved = profiles?.some((profile) => profile.id === session.profile) ?? false;
  const signIn = useSignIn(onDone);
  const { open } = signIn;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (signIn.busy || (password === '' && !saved)) return;
    signIn.start({ ...againInput(session, saved), password, pin });
    setPassword('');
  };
  return (
    <Sheet
      opened={opened}
      onClose={onClose}
      title={t('session.again.title')}
      width={400}
      testId="sign-in-again"
    >
      {open?.step === 'code_needed' ? (
        <CodeForm mailed={open.mailed} signIn={signIn} />
      ) : open?.step === 'choose_tenant' ? (
        <TenantForm tenants={open.tenants} signIn={signIn} />
      ) : (
        <form className={classes.form} onSubmit={submit}>
          <p className={classes.lead}>{t('session.again.text')}</p>
          <dl className={classes.facts}>
            <dt>{t('session.user')}</dt>
            <dd>{session.administrator ? session.user : `${session.user}@${session.domain}`}</dd>
            <dt>{t('session.server')}</dt>
            <dd>{session.server}</dd>
          </dl>
          <PasswordInput
            label={t('session.password')}
            placeholder={saved ? t('session.passwordSaved') : undefined}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="current-password"
            data-autofocus
          />
          {open?.step === 'certificate_unknown' && (
            <CertificatePanel
              certificate={open.certificate}
              onTrust={() => {
                setPin(open.certificate.fingerprint);
                signIn.reset();
              }}
            />
          )}
          <Refusal signIn={signIn} />
          <Button type="submit" loading={signIn.busy} disabled={password === '' && !saved}>
            {t('session.signIn')}
          </Button>
        </form>
      )}
    </Sheet>
  );
}
