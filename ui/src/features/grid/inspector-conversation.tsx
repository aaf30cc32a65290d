/** The course of a call: who finally talked, and a lane for each leg. */
import { ActionIcon, Skeleton, Tooltip } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { icon } from '../../components/icon';
import { Late } from '../../components/late';
import { type CallId, type ConversationView, toAppError } from '../../ipc';
import { formatDuration, formatLocal } from '../../lib/format';
import { blocksOf, lanesOf, patternsOf, talkedLast } from './conversation';
import { Group } from './inspector-facts';
import { InspectorLanes } from './inspector-lanes';
import classes from './inspector-lanes.module.css';
import { type useLegs, useReadAgain } from './use-legs';

interface Props {
  id: CallId;
  zone: string;
  locale: string;
  legs: ReturnType<typeof useLegs>;
}

export function InspectorConversation({ id, zone, locale, legs }: Props) {
  const { t } = useTranslation();
  const again = useReadAgain(id, zone);
  const failed = again.error ?? legs.error;
  const button = (
    <Tooltip label={t('legs.readAgain')}>
      <ActionIcon
        size="sm"
        onClick={() => again.mutate()}
        disabled={again.isPending || legs.data === undefined}
        aria-label={t('legs.readAgain')}
      >
        <IconRefresh {...icon} />
      </ActionIcon>
    </Tooltip>
  );
  return (
    <Group title={t('legs.title')} action={button}>
      {failed !== null && (
        <FailureNote
          failure={toAppError(failed)}
          title={t('legs.failed')}
          onRetry={() => (again.error === null ? void legs.refetch() : again.mutate())}
        />
      )}
      {legs.data !== undefined && <Told told={legs.data} locale={locale} />}
      {legs.isPending && <Waiting />}
    </Group>
  );
}

function Told({ told, locale }: { told: ConversationView; locale: string }) {
  const { t } = useTranslation();
  const lanes = lanesOf(told);
  const party = talkedLast(told);
  const time = (text = '') => formatLocal(text, locale, { timeStyle: 'medium' });
  return (
    <>
      <p className={classes.summary}>
        {party === null ? t('legs.talkedNobody') : t('legs.talkedLast', { party })}
        {told.talkS > 0 && ` · ${t('legs.talkInAll', { duration: formatDuration(told.talkS) })}`}
      </p>
      <div className={classes.axis}>
        <span>{time(told.steps[0]?.startedLocal)}</span>
        <span>{time(told.steps.find(({ endMs }) => endMs === told.lengthMs)?.endedLocal)}</span>
      </div>
      <InspectorLanes blocks={blocksOf(lanes)} locale={locale} />
      <ul className={classes.legend} aria-label={t('legs.legend')}>
        {patternsOf(lanes).map((part) => (
          <li key={part}>
            <span className={classes.swatch} data-part={part} aria-hidden />
            {t(`legs.part.${part}`)}
          </li>
        ))}
      </ul>
      {!told.told && <p className={classes.summary}>{t('legs.untold')}</p>}
      {told.ownLegOnly && <p className={classes.summary}>{t('legs.ownOnly')}</p>}
    </>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <div className={classes.waiting} role="status" aria-label={t('common.loading')}>
      <Late>
        {[0, 1, 2].map((lane) => (
          <Skeleton key={lane} height={32} radius={2} />
        ))}
      </Late>
    </div>
  );
}
