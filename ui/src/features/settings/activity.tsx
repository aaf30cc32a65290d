/** Who exported and played what on this computer, newest first, and whether the log is as it was written. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { TableBox } from '../../components/table-box';
import { type ActivityCheck, type ActivityEntry, toAppError } from '../../ipc';
import { formatCount } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import { objectOf, whoOf } from './activity-model';
import { settingsQueries } from './queries';
import classes from './settings.module.css';

export function Activity() {
  const { t } = useTranslation();
  const { data, error, refetch, isFetching } = useQuery(settingsQueries.activity());
  if (error !== null) return <FailureNote failure={toAppError(error)} onRetry={() => void refetch()} />;
  return (
    <>
      <p className={classes.text}>{t('settings.activityText')}</p>
      {data !== undefined && (
        <>
          {data.trouble !== null && <p className={classes.warning}>{data.trouble}</p>}
          <Verdict check={data.check} />
          {data.entries.length > 0 && <Entries entries={data.entries} />}
        </>
      )}
      <div>
        <Button variant="default" loading={isFetching} onClick={() => void refetch()}>
          {t('settings.activityCheck')}
        </Button>
      </div>
    </>
  );
}

function Verdict({ check }: { check: ActivityCheck }) {
  const { t } = useTranslation();
  const locale = useLocale();
  if (check.problems.length === 0) {
    return (
      <p role="status">
        {t('settings.activityWhole', { count: check.lines, number: formatCount(check.lines, locale) })}
      </p>
    );
  }
  return (
    <div role="status">
      <p className={classes.warning}>{t('settings.activityBroken', { count: check.problems.length })}</p>
      <ul className={classes.text} data-selectable>
        {check.problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </div>
  );
}

function Entries({ entries }: { entries: readonly ActivityEntry[] }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium' });
  return (
    <TableBox label={t('settings.activity')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('settings.activityAt')}</th>
            <th scope="col">{t('settings.activityWho')}</th>
            <th scope="col">{t('settings.activityWhat')}</th>
            <th scope="col">{t('settings.activityObject')}</th>
          </tr>
        </thead>
        <tbody data-selectable>
          {entries.map((entry) => (
            <tr key={entry.seq}>
              <td>{time.format(new Date(entry.at))}</td>
              <td title={entry.server}>{whoOf(entry)}</td>
              <td>{t(`settings.activityActions.${entry.action}`)}</td>
              <td>
                <bdi>{objectOf(entry)}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}
