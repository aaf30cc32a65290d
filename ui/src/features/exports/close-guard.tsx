import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../components/sheet';
import { api, onCloseAsked } from '../../ipc';
import { formatCount } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import classes from './exports.module.css';
import { useRunningJobs } from './use-jobs';
import { useShellEvent } from './use-shell-event';

interface Props {
  /** Closes the window for good. */
  onLeave: () => void;
}

/** Closes the window when it is asked to; over running jobs the person decides, who sees which and what closing means. */
export function CloseGuard({ onLeave }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [asked, setAsked] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const running = useRunningJobs();
  useShellEvent(onCloseAsked, ({ jobs }) => (jobs > 0 ? setAsked(true) : onLeave()));

  const leave = async () => {
    setLeaving(true);
    // A job that cannot be stopped is stopped by the end of the app; it then counts as interrupted.
    await Promise.allSettled(running.map((job) => api.cancelJob(job.id)));
    setLeaving(false);
    setAsked(false);
    onLeave();
  };

  return (
    <Sheet
      opened={asked}
      onClose={() => setAsked(false)}
      width={400}
      title={t('exports.close.title', { count: running.length })}
      testId="close-guard"
      foot={
        <>
          <Button variant="default" loading={leaving} onClick={leave} data-testid="close-leave">
            {t('exports.close.leave')}
          </Button>
          <Button data-autofocus disabled={leaving} onClick={() => setAsked(false)} data-testid="close-stay">
            {t('exports.close.stay')}
          </Button>
        </>
      }
    >
      <ul className={classes.closing}>
        {running.map((job) => (
          <li key={job.id}>
            <bdi className={classes.path}>{job.folder}</bdi>
            <span className={classes.dim}>
              {t('exports.progress.recordings', {
                done: formatCount(job.recordingsSettled, locale),
                total: formatCount(job.recordings, locale),
              })}
            </span>
          </li>
        ))}
      </ul>
      <p className={classes.consequence}>{t('exports.close.consequence')}</p>
    </Sheet>
  );
}
