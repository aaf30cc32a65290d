import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ExportEstimate } from '../../ipc';
import { formatCount, formatDuration, formatKilobytes } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import classes from './export-sheet.module.css';
import { type Blocked, roomFor } from './sheet-model';
import type { ExportForm } from './use-export-form';

interface Props {
  form: ExportForm;
  blocked: Blocked | null;
}

/** Files, size and room before anything starts; or why it cannot start. */
export function ExportSummary({ form, blocked }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  if (blocked !== null) {
    // Until the core has told the folder and the days there is nothing to complain about.
    const quiet =
      (blocked === 'folder' && form.folderPending) || (blocked === 'days' && form.days.kind !== 'other');
    const words = blocked === 'options' ? form.preview?.problem : t(`exports.blocked.${blocked}`);
    return <p className={classes.summary}>{quiet ? '' : words}</p>;
  }
  const { estimate } = form;
  const freeMb = estimate?.freeMb ?? form.folder?.freeMb ?? null;
  const free = freeMb === null ? null : formatKilobytes(freeMb * 1000, locale);
  if (roomFor(estimate) === 'tight' && estimate !== null && free !== null) {
    const size = formatKilobytes(estimate.neededKb, locale);
    return (
      <p className={classes.summary} data-tone="attention">
        <IconAlertTriangle size={16} aria-hidden className={classes.attention} />
        {t('exports.summary.tight', { size, free })}
      </p>
    );
  }
  const count = estimate?.recordings ?? form.totals.recordings;
  return (
    <p className={classes.summary}>
      <span title={estimate === null ? undefined : t(`exports.summary.basis.${estimate.basis}`)}>
        {(!form.unread || count > 0) && (
          <strong>{t('exports.summary.files', { count, number: formatCount(count, locale) })}</strong>
        )}
        <Facts estimate={estimate} free={free} />
      </span>
    </p>
  );
}

/** Size, time and room, as far as they are known. */
function Facts({ estimate, free }: { estimate: ExportEstimate | null; free: string | null }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { inPlace = 0, kilobytes = 0, seconds = null } = estimate ?? {};
  const facts = [
    inPlace > 0 && t('exports.summary.inPlace', { number: formatCount(inPlace, locale) }),
    kilobytes > 0 && t('exports.summary.size', { size: formatKilobytes(kilobytes, locale) }),
    kilobytes > 0 && seconds !== null && t('exports.summary.time', { time: formatDuration(seconds) }),
    free !== null && t('exports.summary.free', { size: free }),
  ].filter(Boolean);
  return <>{facts.join(' · ')}</>;
}
