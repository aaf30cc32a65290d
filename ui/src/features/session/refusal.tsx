/** Why the password did not lead further, and what to do: typing it again would not help, or would cost an attempt. */
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { icon } from '../../components/icon';
import { formatInstant } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import { useZone } from '../../lib/session';
import classes from './session.module.css';
import { refusedWord } from './sign-in-model';
import type { SignIn } from './use-sign-in';

export function Refusal({ signIn }: { signIn: SignIn }) {
  const { t } = useTranslation();
  const { failure, open } = signIn;
  if (failure !== null) {
    const word = refusedWord(failure.kind);
    return (
      <div>
        <FailureNote failure={failure} title={word === null ? undefined : t(`session.${word}`)} />
        {word === 'refused' && <p className={classes.hint}>{t('session.lockWarning')}</p>}
      </div>
    );
  }
  if (open?.step === 'password_must_change') {
    return <Note title={t('session.mustChange.title')} text={t('session.mustChange.text')} />;
  }
  if (open?.step === 'locked_out') return <LockedOut until={open.until} said={open.said} />;
  return null;
}

function LockedOut({ until, said }: { until: string | null; said: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const zone = useZone();
  const title =
    until === null
      ? t('session.locked.title')
      : t('session.locked.until', { time: formatInstant(until, zone, locale), zone });
  return <Note title={title} text={t('session.locked.text')} said={said} />;
}

function Note({ title, text, said }: { title: string; text: string; said?: string }) {
  return (
    <div className={classes.refusal} role="alert">
      <IconAlertTriangle {...icon} />
      <div>
        <h3>{title}</h3>
        <p>{text}</p>
        {said !== undefined && <p data-selectable>{said}</p>}
      </div>
    </div>
  );
}
