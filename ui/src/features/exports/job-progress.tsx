import { useTranslation } from 'react-i18next';
import type { JobSnapshot } from '../../ipc';
import { formatCount, formatKilobytes } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import classes from './exports.module.css';
import { percentDone } from './job-state';
import { rateText, timeLeft } from './units';

/** How far a running job is: recordings, bytes, rate, time left, and what is on its way. */
export function JobProgress({ job }: { job: JobSnapshot }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const percent = percentDone(job);
  // A verification counts files.
  const settled = t(job.kind === 'verify' ? 'exports.progress.files' : 'exports.progress.recordings', {
    done: formatCount(job.recordingsSettled, locale),
    total: formatCount(job.recordings, locale),
  });
  const left = job.secondsLeft === null ? null : timeLeft(job.secondsLeft);
  const facts = [
    percent === null ? null : settled,
    job.kilobytes > 0 ? formatKilobytes(job.kilobytes, locale) : null,
    job.rateKb > 0 && job.phase === 'transferring' ? rateText(job.rateKb, locale) : null,
    left !== null && job.phase === 'transferring'
      ? t(`exports.left.${left.word}`, { count: left.count })
      : null,
  ].filter((fact) => fact !== null);
  return (
    <>
      <div
        className={classes.progress}
        role="progressbar"
        aria-label={t('exports.progress.label')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent === null ? undefined : Math.floor(percent)}
        aria-valuetext={percent === null ? t('exports.status.preparing') : settled}
        data-unknown={percent === null || undefined}
      >
        <span style={{ transform: `scaleX(${(percent ?? 100) / 100})` }} />
      </div>
      <div className={classes.facts}>
        {facts.length === 0
          ? t('exports.progress.reading')
          : facts.map((fact) => <span key={fact}>{fact}</span>)}
      </div>
      {job.phase === 'transferring' && <InFlight names={job.inFlight} />}
    </>
  );
}

/** What is on its way. The line is kept even when it is empty: the rows below must not move with every file. */
function InFlight({ names }: { names: readonly string[] }) {
  const { t } = useTranslation();
  const [first] = names;
  return (
    <div className={classes.inFlight} aria-hidden>
      {first !== undefined && <bdi title={names.join('\n')}>{first}</bdi>}
      {names.length > 1 && (
        <span className={classes.andMore}>{t('exports.progress.more', { count: names.length - 1 })}</span>
      )}
    </div>
  );
}
