import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconBan, IconFileExport, IconRefresh } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallRow } from '../../ipc';
import { formatDuration } from '../../lib/format';
import type { PlayerFailure } from './failure';
import { SKELETON_AFTER_MS } from './model';
import classes from './player.module.css';
import type { Deck } from './player-context';
import { Waveform } from './waveform';

interface Props {
  deck: Deck;
  call: CallRow;
  onExportOriginal?: ((call: CallRow) => void) | undefined;
}

/** Below the bar: the waveform, or why there is none. Always of the same height, so that the window does not jump. */
export function Stage({ deck, call, onExportOriginal }: Props) {
  if (deck.failure !== null) {
    return <Failed deck={deck} failure={deck.failure} call={call} onExportOriginal={onExportOriginal} />;
  }
  if (deck.waits) return <Waiting deck={deck} />;
  if (deck.state === 'loading' || deck.playable === null) {
    return <Loading key={`${call.id} ${deck.fileIndex}`} fetched={deck.playable !== null} />;
  }
  return <Waveform deck={deck} call={call} />;
}

/** Left in an earlier launch: nothing is fetched, and nothing noted as played, before somebody plays it. */
function Waiting({ deck }: { deck: Deck }) {
  const { t } = useTranslation();
  const time = formatDuration(Math.floor(deck.position.get()));
  return (
    <div className={classes.stage} data-testid="player-waits">
      <span className={classes.loadingText}>{t('player.waits', { time })}</span>
    </div>
  );
}

function Loading({ fetched }: { fetched: boolean }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SKELETON_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={classes.stage} role="status">
      {shown && (
        <>
          <Skeleton className={classes.skeleton} radius={2} />
          <span className={classes.loadingText}>{fetched ? t('player.preparing') : t('player.loading')}</span>
        </>
      )}
    </div>
  );
}

interface FailedProps extends Props {
  failure: PlayerFailure;
}

function Failed({ deck, failure, call, onExportOriginal }: FailedProps) {
  const { t } = useTranslation();
  const calm = failure.word === 'notRecorded' || failure.word === 'notAllowed';
  const Icon = calm ? IconBan : IconAlertTriangle;
  return (
    <div
      className={`${classes.stage} ${classes.failed}`}
      role="alert"
      data-testid="player-failure"
      data-word={failure.word}
    >
      <Icon size={16} className={calm ? classes.calm : classes.alarm} aria-hidden />
      <div className={classes.failedText} data-selectable>
        <strong>{t(`player.failed.${failure.word}`)}</strong>
        {failure.message !== null && <span className={classes.message}>{failure.message}</span>}
      </div>
      {failure.remedies.includes('retry') && (
        <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={deck.retry}>
          {t('player.retry')}
        </Button>
      )}
      {failure.remedies.includes('exportOriginal') && onExportOriginal !== undefined && (
        <Button
          variant="default"
          leftSection={<IconFileExport size={16} />}
          onClick={() => onExportOriginal(call)}
        >
          {t('player.exportOriginal')}
        </Button>
      )}
    </div>
  );
}
