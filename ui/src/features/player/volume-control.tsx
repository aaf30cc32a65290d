import { ActionIcon, Popover, Slider, Tooltip } from '@mantine/core';
import { IconVolume, IconVolume2, IconVolume3 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { laneName } from './lane-names';
import { lanes } from './model';
import classes from './player.module.css';
import type { Deck } from './player-context';
import { LOUDEST_SIDE } from './sides';

/** How loud: the whole, and each side where both were recorded apart. */
export function VolumeControl({ deck }: { deck: Deck }) {
  const { t } = useTranslation();
  const { call, sides } = deck;
  const [opened, setOpened] = useState(false);
  const percent = Math.round(deck.volume * 100);
  const Icon = percent === 0 ? IconVolume3 : percent < 50 ? IconVolume2 : IconVolume;
  const apart = call === null ? [] : lanes(call, deck.playable?.channels ?? 1).map((lane) => lane.side);
  return (
    <Popover position="top-end" trapFocus opened={opened} onChange={setOpened}>
      <Popover.Target>
        <Tooltip label={t('player.volume')} disabled={opened}>
          <ActionIcon
            aria-label={t('player.volumeIs', { percent })}
            onClick={() => setOpened(!opened)}
            data-testid="player-volume"
          >
            <Icon size={16} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown className={classes.volumes} aria-label={t('player.volume')}>
        <Volume
          name={t('player.volume')}
          percent={percent}
          onChange={(value) => deck.setVolume(value / 100)}
        />
        {call !== null &&
          apart.map(
            (side) =>
              side !== 'both' && (
                <Volume
                  key={side}
                  name={laneName(t, side, call)}
                  percent={sides[side]}
                  most={LOUDEST_SIDE}
                  onChange={(value) => deck.setSides({ ...sides, [side]: value })}
                />
              ),
          )}
      </Popover.Dropdown>
    </Popover>
  );
}

interface VolumeProps {
  name: string;
  percent: number;
  most?: number;
  onChange: (percent: number) => void;
}

function Volume({ name, percent, most = 100, onChange }: VolumeProps) {
  return (
    <div className={classes.volume}>
      <span className={classes.volumeName}>{name}</span>
      <Slider
        size="sm"
        color="gray"
        thumbLabel={name}
        label={null}
        max={most}
        step={5}
        marks={most > 100 ? [{ value: 100 }] : []}
        value={percent}
        onChange={onChange}
      />
      <span className={classes.volumeText}>{percent}%</span>
    </div>
  );
}
