import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerTrackNextFilled,
  IconPlayerTrackPrevFilled,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatDuration } from '../../lib/format';
import classes from './player.module.css';
import type { Deck } from './player-context';
import { usePosition } from './position';
import { useHint } from './use-bindings';

/** Previous, play, next, and where it stands. */
export function Transport({ deck }: { deck: Deck }) {
  const { t } = useTranslation();
  const hint = useHint();
  const playing = deck.state === 'playing';
  const label = playing ? t('player.pause') : t('player.play');
  return (
    <div className={classes.transport}>
      <Tooltip label={hint(t('player.previous'), 'previousCall')}>
        <ActionIcon
          aria-label={t('player.previous')}
          disabled={!deck.hasQueue}
          onClick={() => deck.act('previousCall')}
        >
          <IconPlayerTrackPrevFilled size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={hint(label, 'toggle')}>
        <ActionIcon
          size={32}
          radius="xl"
          variant="default"
          aria-label={label}
          data-testid="player-play"
          loading={deck.state === 'loading'}
          disabled={deck.state === 'failed'}
          onClick={deck.toggle}
        >
          {playing ? <IconPlayerPauseFilled size={16} /> : <IconPlayerPlayFilled size={16} />}
        </ActionIcon>
      </Tooltip>
      <Tooltip label={hint(t('player.next'), 'nextCall')}>
        <ActionIcon
          aria-label={t('player.next')}
          disabled={!deck.hasQueue}
          onClick={() => deck.act('nextCall')}
        >
          <IconPlayerTrackNextFilled size={16} />
        </ActionIcon>
      </Tooltip>
      <PositionText deck={deck} />
    </div>
  );
}

function PositionText({ deck }: { deck: Deck }) {
  const seconds = usePosition(deck.position);
  return (
    <span className={classes.position} data-testid="player-position" data-seconds={seconds.toFixed(2)}>
      {formatDuration(seconds)} <span className={classes.of}>/ {formatDuration(deck.durationS)}</span>
    </span>
  );
}
