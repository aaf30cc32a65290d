/** The public key that this computer's signatures are checked with. Read when asked for: a locked keychain asks for a password. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { api, toAppError } from '../../ipc';
import { copyText } from '../../lib/clipboard';
import classes from './settings.module.css';

export function Signing() {
  const { t } = useTranslation();
  const key = useMutation({ mutationFn: () => api.getPublicKey() });
  const copy = useMutation({ mutationFn: (text: string) => copyText(text) });
  const error = key.error ?? copy.error;
  return (
    <>
      <div className={classes.setting}>
        <div>
          <div>{t('settings.publicKey')}</div>
          <div className={classes.text}>{t('settings.publicKeyText')}</div>
        </div>
        <div className={classes.control}>
          {key.data === undefined ? (
            <Button variant="default" loading={key.isPending} onClick={() => key.mutate()}>
              {t('settings.publicKeyShow')}
            </Button>
          ) : (
            <Button variant="default" onClick={() => copy.mutate(key.data)}>
              {t('settings.publicKeyCopy')}
            </Button>
          )}
        </div>
      </div>
      {key.data !== undefined && (
        <code className={classes.path} data-selectable>
          {key.data}
        </code>
      )}
      <span role="status">{copy.isSuccess && t('common.copied')}</span>
      {error !== null && <FailureNote failure={toAppError(error)} />}
    </>
  );
}
