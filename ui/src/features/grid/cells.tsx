/** The cells that are more than text. */
import { Checkbox, UnstyledButton } from '@mantine/core';
import {
  IconClock,
  IconMicrophoneOff,
  IconPlayerPlay,
  IconQuestionMark,
  IconVolume,
} from '@tabler/icons-react';
import type { CustomCellRendererProps, CustomHeaderProps } from 'ag-grid-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import type { CallRow } from '../../ipc';
import classes from './cells.module.css';
import type { GridContext } from './grid-context';
import { isSelected, useSelection } from './selection';

type Props = CustomCellRendererProps<CallRow, unknown, GridContext>;

/** Only shows: a click anywhere in its cell reaches the grid, which knows of Shift. */
export function SelectCell({ data, context }: Props) {
  const { t } = useTranslation();
  const selection = useSelection(context.selection);
  if (data === undefined) return null;
  return (
    <Checkbox
      size="xs"
      className={classes.select}
      tabIndex={-1}
      checked={isSelected(selection, data.id)}
      aria-label={t('calls.select.row', { number: data.other })}
      onChange={() => undefined}
    />
  );
}

export function SelectHeader({ context }: CustomHeaderProps<CallRow, GridContext>) {
  const { t } = useTranslation();
  const selection = useSelection(context.selection);
  const some = !selection.all && selection.ids.size > 0;
  return (
    <Checkbox
      size="xs"
      checked={selection.all}
      indeterminate={some}
      aria-label={t('calls.select.everything')}
      onChange={() => context.chooseAll(!selection.all)}
    />
  );
}

export function StateCell({ data, context }: Props) {
  const { t } = useTranslation();
  const playing = useSyncExternalStore(context.playing.subscribe, context.playing.get);
  if (data === undefined) return null;
  if (data.recordingId !== null) {
    const on = playing === data.id;
    const label = t(
      on ? 'calls.state.playing' : data.listed ? 'calls.state.playable' : 'calls.state.unlisted',
    );
    return (
      <UnstyledButton
        className={classes.play}
        data-playing={on || undefined}
        tabIndex={-1}
        title={label}
        aria-label={label}
        onClick={(event) => {
          event.stopPropagation();
          context.play(data);
        }}
      >
        {on ? (
          <IconVolume {...icon} />
        ) : data.listed ? (
          <IconPlayerPlay {...icon} />
        ) : (
          <IconQuestionMark {...icon} />
        )}
      </UnstyledButton>
    );
  }
  if (data.status !== 'answered') return <span className={classes.hidden}>{t('calls.state.nothing')}</span>;
  const why = t(data.recordingMayCome ? 'calls.state.notReady' : 'calls.state.notRecorded');
  return (
    <span className={classes.state} title={why}>
      {data.recordingMayCome ? <IconClock {...icon} /> : <IconMicrophoneOff {...icon} />}
      <span className={classes.hidden}>{why}</span>
    </span>
  );
}
