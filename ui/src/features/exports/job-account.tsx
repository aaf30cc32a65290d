import { useTranslation } from 'react-i18next';
import type { JobSnapshot } from '../../ipc';
import { formatCount } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import { CoverageTable } from './coverage-table';
import { Disclosure } from './disclosure';
import classes from './exports.module.css';
import { GapTable, ProblemList } from './gap-table';
import { coverage } from './job-state';

/** A snapshot lists at most so many problems. */
const LISTED = 100;

/** The account of a finished job: every recording is a file, or missing with its reason. */
export function JobAccount({ job }: { job: JobSnapshot }) {
  return (
    <>
      {job.kind === 'verify' ? <VerifyAccount job={job} /> : <ExportAccount job={job} />}
      <SignatureLine job={job} />
    </>
  );
}

/** Whether the folder is signed, and with which key. */
function SignatureLine({ job }: { job: JobSnapshot }) {
  const { t } = useTranslation();
  if (job.signature?.removed) return <p className={classes.dim}>{t('exports.sign.removed')}</p>;
  const key = job.signature?.publicKey ?? null;
  if (key === null) return null;
  const words = job.kind === 'verify' ? t('exports.sign.holds', { key }) : t('exports.sign.by', { key });
  return (
    <p className={classes.dim} data-selectable>
      {words}
    </p>
  );
}

function ExportAccount({ job }: { job: JobSnapshot }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const account = coverage(job);
  const numbers = [
    { key: 'calls', count: account.calls, tone: undefined },
    { key: 'recordings', count: account.recordings, tone: undefined },
    { key: 'done', count: account.done, tone: undefined },
    { key: 'skipped', count: account.skipped, tone: undefined },
    { key: 'missing', count: account.missing, tone: account.missing > 0 ? 'attention' : undefined },
    { key: 'untouched', count: account.untouched, tone: undefined },
  ] as const;
  return (
    <>
      {(account.calls > 0 || job.outcome === 'complete') && (
        <dl className={classes.account}>
          {numbers
            .filter(({ key, count }) => key !== 'untouched' || count > 0)
            .map(({ key, count, tone }) => (
              <div key={key} data-part={key}>
                <dt>{t(`exports.account.${key}`)}</dt>
                <dd className={tone && classes.tone} data-tone={tone}>
                  {formatCount(count, locale)}
                </dd>
              </div>
            ))}
        </dl>
      )}
      {job.outcome === 'complete' && <p className={classes.dim}>{t('exports.proof')}</p>}
      {job.outcome === 'interrupted' && <p className={classes.dim}>{t('exports.interrupted')}</p>}
      {job.outcome === 'cancelled' && <p className={classes.dim}>{t('exports.cancelled')}</p>}
      {account.missing > 0 && <Gaps job={job} missing={account.missing} />}
      {job.coverage && job.coverage.calls > 0 && <CoverageTable coverage={job.coverage} />}
    </>
  );
}

function Gaps({ job, missing }: { job: JobSnapshot; missing: number }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const reasons = job.gapCounts.map(({ result, count }) =>
    t('exports.gap.counted', { number: formatCount(count, locale), reason: t(`exports.gap.${result}`) }),
  );
  return (
    <Disclosure
      summary={reasons.join(' · ')}
      action={(open) => (open ? t('exports.gap.hide') : t('exports.gap.show', { count: missing }))}
    >
      <GapTable gaps={job.gaps} missing={missing} />
    </Disclosure>
  );
}

function VerifyAccount({ job }: { job: JobSnapshot }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const checked = formatCount(job.filesDone, locale);
  if (job.problems.length === 0) {
    return job.outcome === 'complete' ? (
      <p className={classes.dim}>{t('exports.whole', { number: checked })}</p>
    ) : null;
  }
  return (
    <Disclosure
      summary={t(job.problems.length < LISTED ? 'exports.problem.counted' : 'exports.problem.many', {
        count: job.problems.length,
      })}
      action={(open) => (open ? t('exports.problem.hide') : t('exports.problem.show'))}
    >
      <ProblemList lines={job.problems} />
    </Disclosure>
  );
}
