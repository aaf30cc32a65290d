/** What is kept on this computer: sizes, whose calls, and forgetting these. */
import { Button, Popover } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { type AccountStorage, api, toAppError } from '../../ipc';
import { forgetDesk } from '../../lib/desk';
import { formatCount, formatKilobytes } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import { useSession } from '../../lib/session';
import { settingsQueries } from './queries';
import classes from './settings.module.css';

export function Storage() {
  const { t } = useTranslation();
  const locale = useLocale();
  const { data, error, refetch } = useQuery(settingsQueries.storage());
  if (error !== null) return <FailureNote failure={toAppError(error)} onRetry={() => void refetch()} />;
  if (data === undefined) return <p className={classes.text}>{t('common.loading')}</p>;
  const size = (kilobytes: number) => formatKilobytes(kilobytes, locale);
  return (
    <>
      <p className={classes.text} data-testid="storage-sizes">
        {t('settings.storageSizes', {
          catalogue: size(data.catalogueKb),
          cache: size(data.cacheKb),
          logs: size(data.logsKb),
        })}
      </p>
      <ul className={classes.profiles}>
        {data.accounts.map((account) => (
          <Account
            key={`${account.server} ${account.domain} ${account.user}`}
            account={account}
            locale={locale}
          />
        ))}
      </ul>
    </>
  );
}

function Account({ account, locale }: { account: AccountStorage; locale: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const session = useSession();
  const forget = useMutation({
    mutationFn: () => api.forgetData(account.server, account.domain, account.user),
    onSuccess: () => {
      const ours = session?.user === account.user && session.domain === account.domain;
      if (ours) forgetDesk(session.profile);
    },
    // Every list of calls may be another one now.
    onSettled: () => client.invalidateQueries(),
  });
  const n = (value: number) => formatCount(value, locale);
  const name = account.domain === '' ? account.user : `${account.user}@${account.domain}`;
  const title = t('settings.forgetTitle', { name });
  return (
    <li className={classes.setting}>
      <div>
        <div>{name}</div>
        <div className={classes.text}>
          {account.server} ·{' '}
          {t('settings.storageCounts', {
            calls: n(account.calls),
            recordings: n(account.recordings),
            notes: n(account.notes),
          })}
          {account.gone > 0 && ` · ${t('settings.storageGone', { number: n(account.gone) })}`}
        </div>
        {forget.error !== null && <FailureNote failure={toAppError(forget.error)} />}
      </div>
      <Popover width={320} position="bottom-end" trapFocus withinPortal>
        <Popover.Target>
          <Button variant="default" loading={forget.isPending}>
            {t('settings.forget')}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={title}>
          <strong>{title}</strong>
          <p className={classes.text}>
            {t('settings.forgetText', { notes: n(account.notes), marked: n(account.marked) })}
          </p>
          <Button variant="default" onClick={() => forget.mutate()}>
            {t('settings.forget')}
          </Button>
        </Popover.Dropdown>
      </Popover>
    </li>
  );
}
