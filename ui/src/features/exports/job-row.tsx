import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import type { JobSnapshot } from '../../ipc';
import { formatDuration, formatInstant } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import { useZone } from '../../lib/session';
import classes from './exports.module.css';
import { JobAccount } from './job-account';
import { JobButtons } from './job-buttons';
import { JobIcon } from './job-icon';
import { JobProgress } from './job-progress';
import { isRunning, jobState } from './job-state';
import { useJobActions } from './use-job-actions';

interface Props {
  job: JobSnapshot;
  onSignIn: () => void;
  /** Opens the sheet with what the job asked for. */
  onNewDays: () => Promise<void>;
}

/** One job: what it is, how it stands, what can be done. */
export function JobRow({ job, onSignIn, onNewDays }: Props) {
  const { t } = useTranslation();
  const state = jobState(job);
  const actions = useJobActions(job, onNewDays);
  return (
    <li
      className={classes.job}
      data-testid="job-row"
      data-job={job.id}
      data-outcome={job.outcome ?? 'running'}
    >
      <div className={classes.jobHead}>
        <JobIcon tone={state.tone} />
        <div className={classes.jobTitle}>
          <div className={classes.line}>
            <strong className={classes.tone} data-tone={state.tone} data-testid="job-status">
              {t(`exports.status.${state.word}`)}
            </strong>
            <span>{t(`exports.kind.${job.kind}`)}</span>
            <span className={classes.range} title={job.range}>
              {job.range}
            </span>
          </div>
          <div className={classes.line}>
            <bdi className={classes.path} title={job.folder} data-selectable>
              {job.folder}
            </bdi>
            <When job={job} />
          </div>
        </div>
        <JobButtons job={job} state={state} actions={actions} />
      </div>
      <div className={classes.jobBody}>
        {isRunning(job) ? <JobProgress job={job} /> : <JobAccount job={job} />}
        {job.failure !== null && <FailureNote failure={job.failure} onSignIn={onSignIn} />}
        {actions.failure !== null && <FailureNote failure={actions.failure} />}
      </div>
    </li>
  );
}

function When({ job }: { job: JobSnapshot }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const zone = useZone();
  const started = formatInstant(job.startedAt, zone, locale);
  if (job.finishedAt === null) {
    return <span className={classes.dim}>{t('exports.when.started', { started })}</span>;
  }
  const seconds = (Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000;
  return (
    <span className={classes.dim} title={zone}>
      {t('exports.when.finished', { started, took: formatDuration(seconds) })}
    </span>
  );
}
