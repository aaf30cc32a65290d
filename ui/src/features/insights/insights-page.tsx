/** The picture of a range: figures, calls per day, the week, lengths, extensions. Every mark opens its calls. */
import { Button, Skeleton } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state';
import { FailureNote } from '../../components/failure-note';
import { Late } from '../../components/late';
import type { AppError, CallQuery, SearchSnapshot } from '../../ipc';
import { ExtensionsPart } from './extensions-part';
import { Figures } from './figures';
import classes from './insights.module.css';
import { LengthsChart } from './lengths-chart';
import type { Open } from './model';
import { PeriodsChart } from './periods-chart';
import { usePicture } from './use-picture';
import { WeekChart } from './week-chart';

export interface InsightsPageProps {
  query: CallQuery;
  snapshot: SearchSnapshot | null;
  /** The range could not be read at all. */
  refused: AppError | null;
  filtered: boolean;
  onOpen: Open;
  onClearFilters: () => void;
  onAgain: () => void;
  onSignIn: () => void;
}

export default function InsightsPage(props: InsightsPageProps) {
  const { query, snapshot, refused, filtered, onOpen, onClearFilters, onAgain, onSignIn } = props;
  const { t } = useTranslation();
  const { shown, at, old, failure, again } = usePicture(query, snapshot);
  const insights = shown?.insights;
  // A mark of the picture before means calls of the question before.
  const open: Open = (mark) => {
    if (!old) onOpen(mark);
  };
  const reading = refused === null && (snapshot === null || snapshot.phase === 'reading');
  const stopped = failure ?? refused ?? (insights?.total.calls === 0 ? (snapshot?.failure ?? null) : null);
  if (stopped !== null) {
    return (
      <div className={classes.page}>
        <FailureNote failure={stopped} onRetry={failure === null ? onAgain : again} onSignIn={onSignIn} />
      </div>
    );
  }
  if (shown === null || insights === undefined || (insights.total.calls === 0 && reading)) return <Waiting />;
  if (insights.total.calls === 0) {
    return (
      <div className={classes.empty}>
        <EmptyState
          icon={<IconChartBar size={32} stroke={1.25} aria-hidden />}
          title={t(filtered ? 'calls.empty.filtered' : 'calls.empty.none')}
          text={t('insights.emptyText')}
          action={
            filtered && (
              <Button variant="default" onClick={onClearFilters}>
                {t('calls.chip.clearAll')}
              </Button>
            )
          }
        />
      </div>
    );
  }
  return (
    <div className={classes.page} data-testid="insights" aria-busy={old}>
      {reading && (
        <p className={classes.arriving} role="status">
          {t('insights.arriving')}
        </p>
      )}
      <Figures insights={insights} onOpen={open} />
      <PeriodsChart insights={insights} query={shown.query} onOpen={open} />
      <WeekChart insights={insights} query={shown.query} onOpen={open} />
      <div className={classes.pair}>
        <LengthsChart insights={insights} query={shown.query} what="ring" onOpen={open} />
        <LengthsChart insights={insights} query={shown.query} what="talk" onOpen={open} />
      </div>
      <ExtensionsPart
        insights={insights}
        pictured={at}
        query={shown.query}
        recordingsRefused={snapshot?.recordingsRefused ?? false}
        onOpen={open}
      />
    </div>
  );
}

function Waiting() {
  return (
    <div className={classes.page} aria-busy>
      <Late>
        <Skeleton height={48} radius={2} />
        <Skeleton height={200} radius={2} mt={16} />
        <Skeleton height={180} radius={2} mt={16} />
      </Late>
    </div>
  );
}
