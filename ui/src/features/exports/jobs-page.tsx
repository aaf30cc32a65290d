import { Button, Skeleton } from '@mantine/core';
import { IconFileExport } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state';
import { FailureNote } from '../../components/failure-note';
import { Late } from '../../components/late';
import { toAppError } from '../../ipc';
import { navigate } from '../../lib/route';
import { useAgain } from './again-sheet';
import classes from './exports.module.css';
import { hideNotices } from './job-notices';
import { JobRow } from './job-row';
import { PresetList } from './preset-list';
import { useJobs } from './use-jobs';

/** All exports and verifications, newest first. */
export function JobsPage({ onSignIn }: { onSignIn: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useJobs();
  const again = useAgain();
  useEffect(() => hideNotices(data ?? []), [data]);
  return (
    <section className={classes.page} aria-labelledby="jobs-title">
      <header className={classes.pageHead}>
        <h1 id="jobs-title">{t('exports.title')}</h1>
      </header>
      <PresetList onRun={again.runPreset} />
      {error !== null && data === undefined ? (
        <div className={classes.waiting}>
          <FailureNote failure={toAppError(error)} onRetry={() => void refetch()} />
        </div>
      ) : data === undefined ? (
        <Waiting />
      ) : data.length === 0 ? (
        <Empty />
      ) : (
        <ul className={classes.jobs} data-testid="job-list">
          {data.map((job) => (
            <JobRow key={job.id} job={job} onSignIn={onSignIn} onNewDays={() => again.runJob(job)} />
          ))}
        </ul>
      )}
      {again.sheet}
    </section>
  );
}

function Empty() {
  const { t } = useTranslation();
  return (
    <div className={classes.empty} data-testid="job-list">
      <EmptyState
        icon={<IconFileExport size={32} stroke={1.25} aria-hidden />}
        title={t('exports.empty.title')}
        text={t('exports.empty.text')}
        action={<Button onClick={() => navigate('calls')}>{t('exports.empty.action')}</Button>}
      />
    </div>
  );
}

function Waiting() {
  return (
    <div className={classes.waiting} aria-busy>
      <Late>
        {[0, 1, 2].map((row) => (
          <Skeleton key={row} height={56} radius={2} />
        ))}
      </Late>
    </div>
  );
}
