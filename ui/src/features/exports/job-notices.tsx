import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type JobSnapshot, onJobFinished } from '../../ipc';
import { formatCount } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import { renewRows } from '../../lib/marks';
import { navigate, parseRoute } from '../../lib/route';
import { JobIcon } from './job-icon';
import { coverage, jobState } from './job-state';
import { keepSnapshot } from './use-jobs';
import { useShellEvent } from './use-shell-event';

const noticeOf = (job: JobSnapshot) => `job-${job.id}`;

/** Takes the notices of jobs away that are now to be seen themselves. */
export function hideNotices(jobs: readonly JobSnapshot[]): void {
  for (const job of jobs) notifications.hide(noticeOf(job));
}

/** Says that a job is over, but only to someone who looks at another place. */
export function JobNotices() {
  const { t } = useTranslation();
  const locale = useLocale();
  const client = useQueryClient();
  useShellEvent(onJobFinished, ({ job }) => {
    keepSnapshot(client, job);
    // Its files are in place now: the rows of their calls say so.
    if (job.kind === 'export') renewRows();
    // What a person stopped needs no announcement, and the list itself shows what it shows.
    if (job.outcome === 'cancelled' || parseRoute(window.location.hash).place === 'exports') return;
    const { word, tone } = jobState(job);
    const { done, skipped, missing } = coverage(job);
    const id = noticeOf(job);
    notifications.show({
      id,
      icon: <JobIcon tone={tone} />,
      color: 'transparent',
      closeButtonProps: { 'aria-label': t('common.close') },
      title: t(`exports.notice.${word}`),
      message:
        missing > 0
          ? t('exports.notice.missing', { count: missing, number: formatCount(missing, locale) })
          : t('exports.notice.files', { count: done + skipped, number: formatCount(done + skipped, locale) }),
      autoClose: tone === 'proven' ? 8_000 : 20_000,
      onClick: () => {
        notifications.hide(id);
        navigate('exports');
      },
    });
  });
  return null;
}
