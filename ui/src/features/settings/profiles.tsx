/** The saved sign-ins, each of which can be forgotten. */
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { ForgetSignIn } from '../../components/forget-sign-in';
import { api, type ProfileView, toAppError } from '../../ipc';
import { settingsQueries } from './queries';
import classes from './settings.module.css';

export function Profiles() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(settingsQueries.profiles());
  const remove = useMutation({
    mutationFn: (id: string) => api.removeProfile(id),
    onSettled: () => client.invalidateQueries({ queryKey: settingsQueries.profiles().queryKey }),
  });
  if (error !== null) return <FailureNote failure={toAppError(error)} onRetry={() => void refetch()} />;
  if (data?.length === 0) return <p className={classes.text}>{t('settings.profilesNone')}</p>;
  return (
    <>
      <ul className={classes.profiles}>
        {data?.map((profile) => (
          <Profile key={profile.id} profile={profile} onRemove={() => remove.mutate(profile.id)} />
        ))}
      </ul>
      {remove.error !== null && <FailureNote failure={toAppError(remove.error)} />}
    </>
  );
}

function Profile({ profile, onRemove }: { profile: ProfileView; onRemove: () => void }) {
  const { t } = useTranslation();
  const name = profile.domain === '' ? profile.user : `${profile.user}@${profile.domain}`;
  const marks = [
    profile.tenant ?? '',
    profile.isDefault ? t('settings.profileDefault') : '',
    profile.pin === null ? '' : t('settings.profilePinned'),
    profile.connection.proxyAddress === ''
      ? ''
      : t('settings.profileProxy', { proxy: profile.connection.proxyAddress }),
  ].filter((mark) => mark !== '');
  return (
    <li className={classes.setting}>
      <div>
        <div>{name}</div>
        <div className={classes.text}>{[profile.server, ...marks].join(' · ')}</div>
      </div>
      <ForgetSignIn name={name} onForget={onRemove}>
        <Button variant="default">{t('settings.profileRemove')}</Button>
      </ForgetSignIn>
    </li>
  );
}
