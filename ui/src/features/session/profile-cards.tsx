/** Saved sign-ins: one click fills the form, and signs in when the keychain has the password. */
import { ActionIcon, UnstyledButton } from '@mantine/core';
import { IconBuilding, IconServer, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { ForgetSignIn } from '../../components/forget-sign-in';
import { icon } from '../../components/icon';
import { api, type ProfileView, toAppError } from '../../ipc';
import { sessionQueries } from './queries';
import classes from './session.module.css';

interface Props {
  chosen: string | null;
  disabled: boolean;
  /** `tenant`: null for the last one, empty to ask. */
  onChoose: (profile: ProfileView, tenant: string | null) => void;
}

function nameOf({ user, domain }: ProfileView): string {
  return domain === '' ? user : `${user}@${domain}`;
}

export function ProfileCards({ chosen, disabled, onChoose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data } = useQuery(sessionQueries.profiles());
  const remove = useMutation({
    mutationFn: (id: string) => api.removeProfile(id),
    onSettled: () => client.invalidateQueries({ queryKey: sessionQueries.profiles().queryKey }),
  });
  if (data === undefined || data.length === 0) return null;
  return (
    <section>
      <h2 className={classes.heading}>{t('session.saved')}</h2>
      <ul className={classes.cards}>
        {data.map((profile) => {
          const { id, server, tenant } = profile;
          const name = nameOf(profile);
          return (
            <li key={id} className={classes.card} data-chosen={chosen === id || undefined}>
              <UnstyledButton
                className={classes.choose}
                disabled={disabled}
                onClick={() => onChoose(profile, null)}
              >
                <IconServer {...icon} />
                <span className={classes.cardText}>
                  <span className={classes.cardTitle}>{name}</span>
                  <span className={classes.cardServer}>
                    {tenant !== null && `${tenant} · `}
                    {server.replace(/^https:\/\//, '')}
                  </span>
                </span>
              </UnstyledButton>
              {tenant !== null && (
                <ActionIcon
                  aria-label={t('session.tenant.other')}
                  title={t('session.tenant.other')}
                  disabled={disabled}
                  onClick={() => onChoose(profile, '')}
                >
                  <IconBuilding {...icon} />
                </ActionIcon>
              )}
              <ForgetSignIn name={name} onForget={() => remove.mutate(id)}>
                <ActionIcon aria-label={t('session.forgetNamed', { name })} title={t('session.forget')}>
                  <IconX {...icon} />
                </ActionIcon>
              </ForgetSignIn>
            </li>
          );
        })}
      </ul>
      {remove.error !== null && <FailureNote failure={toAppError(remove.error)} />}
    </section>
  );
}
