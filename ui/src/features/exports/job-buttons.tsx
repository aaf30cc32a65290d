import { ActionIcon, Button, Tooltip } from '@mantine/core';
import {
  IconCalendarRepeat,
  IconFolderOpen,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconReload,
  IconShieldCheck,
  IconX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { JobSnapshot } from '../../ipc';
import classes from './exports.module.css';
import { type JobAction, type JobState, rerunWord, resumeWord } from './job-state';
import type { JobActions } from './use-job-actions';

const ICONS = {
  pause: IconPlayerPause,
  resume: IconPlayerPlay,
  cancel: IconPlayerStop,
  retry: IconReload,
  rerun: IconRefresh,
  newDays: IconCalendarRepeat,
  verify: IconShieldCheck,
  show: IconFolderOpen,
  dismiss: IconX,
};

interface Props {
  job: JobSnapshot;
  state: JobState;
  actions: JobActions;
}

/** What can be done with a job: the first in words, dismissing as a cross at the end. */
export function JobButtons({ job, state, actions }: Props) {
  const { t } = useTranslation();
  const label = (action: JobAction) => {
    switch (action) {
      case 'rerun':
        return t(`exports.actions.${rerunWord(job)}`);
      case 'resume':
        return t(`exports.actions.${resumeWord(job)}`);
      default:
        return t(`exports.actions.${action}`);
    }
  };
  return (
    <div className={classes.buttons}>
      {state.actions.map((action) => {
        const Icon = ICONS[action];
        const shared = {
          'data-action': action,
          loading: actions.busy === action,
          disabled: actions.busy !== null && actions.busy !== action,
          onClick: () => actions.run(action),
        };
        return action === 'dismiss' ? (
          <Tooltip key={action} label={label(action)}>
            <ActionIcon {...shared} aria-label={label(action)}>
              <Icon size={16} />
            </ActionIcon>
          </Tooltip>
        ) : (
          <Button key={action} {...shared} variant="default" leftSection={<Icon size={16} />}>
            {label(action)}
          </Button>
        );
      })}
    </div>
  );
}
