/** A file with the certificates of the company's own authority, chosen in the system's dialog. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { type AuthoritiesView, api, toAppError } from '../../ipc';
import { formatInstant } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import classes from './session.module.css';

interface Props {
  authorities: AuthoritiesView | null;
  onAuthorities: (authorities: AuthoritiesView | null) => void;
}

export function AuthoritiesField({ authorities, onAuthorities }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const choose = useMutation({
    mutationFn: () => api.chooseAuthorities(),
    // A dialog that was closed changes nothing.
    onSuccess: (chosen) => chosen !== null && onAuthorities(chosen),
  });
  return (
    <section className={classes.authorities}>
      <h3>{t('session.connection.authorities')}</h3>
      <p className={classes.hint}>{t('session.connection.authoritiesText')}</p>
      {authorities?.certificates.map((certificate) => (
        <div key={certificate.fingerprint} className={classes.authority} data-selectable>
          <div>{certificate.subject}</div>
          <div className={classes.hint}>
            {t('session.connection.until', {
              date: formatInstant(certificate.validUntil, 'UTC', locale),
            })}
          </div>
          <div className={classes.print}>{certificate.fingerprint}</div>
        </div>
      ))}
      <div className={classes.choices}>
        <Button variant="default" loading={choose.isPending} onClick={() => choose.mutate()}>
          {t('session.connection.chooseFile')}
        </Button>
        {authorities !== null && (
          <Button variant="subtle" color="gray" onClick={() => onAuthorities(null)}>
            {t('session.connection.removeFile')}
          </Button>
        )}
      </div>
      {choose.error !== null && <FailureNote failure={toAppError(choose.error)} />}
    </section>
  );
}
