/** The one-time code that the PBX has mailed. */
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import type { CodeMailed } from '../../ipc';
import { formatDuration } from '../../lib/format';
import classes from './session.module.css';
import { useCountdown } from './use-countdown';
import type { SignIn } from './use-sign-in';

interface Props {
  mailed: CodeMailed;
  signIn: SignIn;
}

export function CodeForm({ mailed, signIn }: Props) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const left = useCountdown(mailed);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() !== '') signIn.submitCode(code.trim());
  };
  return (
    <form className={classes.form} onSubmit={submit} data-testid="code-form">
      <p className={classes.lead}>{t('session.code.text')}</p>
      <TextInput
        label={t('session.code.label')}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        inputMode="numeric"
        autoComplete="one-time-code"
        data-autofocus
        autoFocus
      />
      {signIn.failure !== null && <FailureNote failure={signIn.failure} title={t('session.refused')} />}
      <Button type="submit" loading={signIn.busy} disabled={code.trim() === ''}>
        {t('session.code.submit')}
      </Button>
      <div className={classes.row}>
        <Button variant="subtle" color="gray" onClick={signIn.reset}>
          {t('common.back')}
        </Button>
        <Button variant="subtle" color="gray" disabled={left > 0 || signIn.busy} onClick={signIn.resend}>
          {left > 0 ? t('session.code.resendIn', { time: formatDuration(left) }) : t('session.code.resend')}
        </Button>
      </div>
    </form>
  );
}
