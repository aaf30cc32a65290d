import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { IconFiles, IconKeyboard, IconPlayerSkipForward, IconRepeat, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatDuration } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import { isLooping } from './loop';
import { NoteControl, ReviewControl } from './note-control';
import classes from './player.module.css';
import type { Deck } from './player-context';
import { savedSeconds } from './silence';
import { MENU_SPEEDS, speedText } from './speed';
import { useHint } from './use-bindings';
import { VolumeControl } from './volume-control';

/** How to listen: file, silence, loop, speed, volume; and the way out. */
export function DockControls({ deck }: { deck: Deck }) {
  const { t } = useTranslation();
  const hint = useHint();
  return (
    <div className={classes.controls}>
      {(deck.playable?.files ?? 1) > 1 && <FileControl deck={deck} files={deck.playable?.files ?? 1} />}
      <ReviewControl deck={deck} />
      <NoteControl deck={deck} />
      <SilenceControl deck={deck} />
      <LoopControl deck={deck} />
      <SpeedControl deck={deck} />
      <VolumeControl deck={deck} />
      <Tooltip label={hint(t('player.keys'), 'showKeys')}>
        <ActionIcon aria-label={t('player.keys')} onClick={() => deck.showKeys(true)}>
          <IconKeyboard size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('player.close')}>
        <ActionIcon aria-label={t('player.close')} onClick={deck.close}>
          <IconX size={16} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

/** Which of a recording's files plays; only there when it has several. */
function FileControl({ deck, files }: { deck: Deck; files: number }) {
  const { t } = useTranslation();
  const numbers = Array.from({ length: files }, (_, index) => index + 1);
  return (
    <Menu position="top">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconFiles size={16} />}
          className={classes.control}
        >
          {t('player.fileOf', { file: deck.fileIndex, files })}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {numbers.map((file) => (
          <Menu.Item key={file} aria-current={file === deck.fileIndex} onClick={() => deck.setFile(file)}>
            {t('player.fileOf', { file, files })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function SilenceControl({ deck }: { deck: Deck }) {
  const { t } = useTranslation();
  const hint = useHint();
  const saved = deck.state === 'failed' ? 0 : savedSeconds(deck.silence);
  const time = formatDuration(saved);
  return (
    <Tooltip
      label={hint(saved > 0 ? t('player.silence.hint', { time }) : t('player.silence.none'), 'skipSilence')}
    >
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconPlayerSkipForward size={16} />}
        className={classes.control}
        // In a narrow window the words are hidden; what is shown must be part of the name all the same.
        aria-label={
          saved >= 1
            ? `${t('player.silence.skip')} ${t('player.silence.saves', { time })}`
            : t('player.silence.skip')
        }
        aria-pressed={deck.skipSilence}
        data-on={deck.skipSilence || undefined}
        onClick={() => deck.act('skipSilence')}
      >
        <span className={classes.wide}>{t('player.silence.skip')} </span>
        {saved >= 1 && <span className={classes.saved}>{t('player.silence.saves', { time })}</span>}
      </Button>
    </Tooltip>
  );
}

function LoopControl({ deck }: { deck: Deck }) {
  const { t } = useTranslation();
  const { loop } = deck;
  const a = formatDuration(loop.a ?? 0);
  const b = formatDuration(loop.b ?? 0);
  const on = isLooping(loop);
  const started = loop.a !== null;
  const text = on
    ? t('player.loop.closed', { a, b })
    : started
      ? t('player.loop.open', { a })
      : t('player.loop.label');
  const hint = on
    ? t('player.loop.hintClear', { a, b })
    : started
      ? t('player.loop.hintEnd', { a })
      : t('player.loop.hint');
  return (
    <Tooltip label={hint}>
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconRepeat size={16} />}
        className={classes.control}
        aria-label={`${text}: ${hint}`}
        data-on={started || undefined}
        disabled={deck.state === 'loading' || deck.state === 'failed'}
        onClick={deck.cycleLoop}
      >
        {text}
      </Button>
    </Tooltip>
  );
}

function SpeedControl({ deck }: { deck: Deck }) {
  const { t } = useTranslation();
  const hint = useHint();
  const locale = useLocale();
  const speed = speedText(deck.speed, locale);
  return (
    <Menu position="top-end">
      <Menu.Target>
        <Tooltip label={hint(hint(t('player.speed'), 'slower'), 'faster')}>
          <Button
            variant="subtle"
            color="gray"
            className={`${classes.control} ${classes.speed}`}
            aria-label={t('player.speedIs', { speed })}
            data-testid="player-speed"
            data-percent={deck.speed}
            data-on={deck.speed !== 100 || undefined}
          >
            {speed}
          </Button>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {MENU_SPEEDS.map((percent) => (
          <Menu.Item
            key={percent}
            className={classes.speedItem}
            aria-current={percent === deck.speed}
            onClick={() => deck.setSpeed(percent)}
          >
            {speedText(percent, locale)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
