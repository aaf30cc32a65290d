/** What the PBX said, for the curious: read from it when it is opened, and kept nowhere. */
import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { Late } from '../../components/late';
import { type CallId, toAppError } from '../../ipc';
import classes from './inspector.module.css';
import { useReadAgain } from './use-legs';

interface Props {
  id: CallId;
  zone: string;
  /** Set when the legs were read from the PBX just now. */
  raw: string | null;
}

export function InspectorRaw({ id, zone, raw }: Props) {
  const { t } = useTranslation();
  const reading = useReadAgain(id, zone);
  const opened = (open: boolean) => {
    if (open && raw === null && reading.isIdle) reading.mutate();
  };
  return (
    <details className={classes.raw} onToggle={(event) => opened(event.currentTarget.open)}>
      <summary>{t('legs.raw.title')}</summary>
      {raw !== null && <pre data-selectable>{raw}</pre>}
      {reading.isPending && (
        <Late>
          <Skeleton height={64} radius={2} mt={8} />
        </Late>
      )}
      {reading.error !== null && (
        <FailureNote
          failure={toAppError(reading.error)}
          title={t('legs.raw.failed')}
          onRetry={() => reading.mutate()}
        />
      )}
      {reading.isSuccess && raw === null && <p className={classes.none}>{t('legs.raw.none')}</p>}
    </details>
  );
}
