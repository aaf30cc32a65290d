import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatKilobytes } from '../../lib/format';
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
    // Until the suggested folder is known there is nothing to complain about.
    const quiet = blocked === 'folder' && form.folderPending;
    const words = blocked === 'options' ? form.preview?.problem : t(`exports.blocked.${blocked}`);
    return <p className={classes.summary}>{quiet ? '' : words}</p>;
  }
  const { estimatedKb = null } = form.preview ?? {};
  const freeMb = form.folder?.freeMb ?? null;
  const size = estimatedKb === null ? null : formatKilobytes(estimatedKb, locale);
  const free = freeMb === null ? null : formatKilobytes(freeMb * 1000, locale);
  const count = form.totals.recordings;
  if (roomFor(form.preview, form.folder, form.options.zip) === 'tight' && size !== null && free !== null) {
    return (
      <p className={classes.summary} data-tone="attention">
        <IconAlertTriangle size={16} aria-hidden className={classes.attention} />
        {t('exports.summary.tight', { size, free })}
      </p>
    );
  }
  const sizes = [
    size && t('exports.summary.size', { size }),
    free && t('exports.summary.free', { size: free }),
  ].filter(Boolean);
  return (
    <p className={classes.summary}>
      <span>
        <strong>{t('exports.summary.files', { count, number: formatCount(count, locale) })}</strong>
        {sizes.join(' · ')}
      </span>
    </p>
  );
}
