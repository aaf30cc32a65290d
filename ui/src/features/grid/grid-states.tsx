/** What stands in the place of rows: loading, nothing found, not allowed, failed — never alike. */
import { Button, Loader } from '@mantine/core';
import { IconLock, IconPhoneOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state';
import { FailureNote } from '../../components/failure-note';
import { Late } from '../../components/late';
import type { AppError, SearchSnapshot } from '../../ipc';
import { failureText } from '../../lib/failure-text';
import classes from './grid-states.module.css';

interface Props {
  /** Rows found; null while unknown. */
  total: number | null;
  failure: AppError | null;
  snapshot: SearchSnapshot | null;
  filtered: boolean;
  ownOnly: boolean;
  onRetry: () => void;
  onClearFilters: () => void;
  /** Opens the choice of the range. */
  onOtherRange: () => void;
  onSignIn: () => void;
}

const LARGE = { size: 32, stroke: 1.25, 'aria-hidden': true } as const;

export function GridStates({
  total,
  failure,
  snapshot,
  filtered,
  ownOnly,
  onRetry,
  onClearFilters,
  onOtherRange,
  onSignIn,
}: Props) {
  const { t } = useTranslation();
  const reading = snapshot === null || snapshot.phase === 'reading';
  const stopped = failure ?? (total === 0 ? (snapshot?.failure ?? null) : null);
  if (stopped?.kind === 'forbidden') {
    return (
      <div className={classes.cover}>
        <EmptyState
          icon={<IconLock {...LARGE} />}
          title={t('calls.empty.forbidden')}
          text={failureText(stopped)}
          action={
            <Button variant="default" onClick={onSignIn}>
              {t('calls.empty.otherAccount')}
            </Button>
          }
        />
      </div>
    );
  }
  if (stopped !== null) {
    return (
      <div className={classes.cover}>
        <div className={classes.failure}>
          <FailureNote failure={stopped} onRetry={onRetry} onSignIn={onSignIn} />
        </div>
      </div>
    );
  }
  if (total !== null && total > 0) return null;
  if (total === null || reading) return <Waiting arriving={reading && total === 0} />;
  return (
    <div className={classes.cover}>
      <EmptyState
        icon={<IconPhoneOff {...LARGE} />}
        title={t(filtered ? 'calls.empty.filtered' : 'calls.empty.none')}
        text={t(
          filtered
            ? 'calls.empty.filteredText'
            : ownOnly
              ? 'calls.empty.noneOwnText'
              : 'calls.empty.noneText',
        )}
        action={
          <Button variant="default" onClick={filtered ? onClearFilters : onOtherRange}>
            {t(filtered ? 'calls.chip.clearAll' : 'calls.empty.otherRange')}
          </Button>
        }
      />
    </div>
  );
}

function Waiting({ arriving }: { arriving: boolean }) {
  const { t } = useTranslation();
  return (
    <Late>
      <div className={classes.cover} role="status">
        <Loader size={16} color="gray" />
        <span className={classes.waiting}>{t(arriving ? 'calls.empty.arriving' : 'common.loading')}</span>
      </div>
    </Late>
  );
}
