/** The places of the window, and the account at the foot. */
import { UnstyledButton } from '@mantine/core';
import { IconChartBar, IconFileExport, IconPhone, IconSettings } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { icon } from '../components/icon';
import { Mark } from '../components/mark';
import { useRunningJobs } from '../features/exports';
import type { SessionView } from '../ipc';
import { navigate, PLACES, type Place } from '../lib/route';
import { AccountMenu } from './account-menu';
import classes from './rail.module.css';

const ICONS = {
  calls: IconPhone,
  exports: IconFileExport,
  insights: IconChartBar,
  settings: IconSettings,
} as const;

interface Props {
  place: Place;
  session: SessionView;
  onSignOut: () => void;
}

export function Rail({ place, session, onSignOut }: Props) {
  const { t } = useTranslation();
  const running = useRunningJobs().length;
  return (
    <nav className={classes.rail} aria-label={t('common.placesLabel')}>
      <div className={classes.mark}>
        <Mark size={24} />
      </div>
      {PLACES.map((name) => {
        const Icon = ICONS[name];
        return (
          <UnstyledButton
            key={name}
            className={classes.place}
            aria-current={place === name ? 'page' : undefined}
            onClick={() => navigate(name)}
            data-testid={`nav-${name}`}
          >
            <span className={classes.icon}>
              <Icon {...icon} />
              {name === 'exports' && running > 0 && <span className={classes.badge}>{running}</span>}
            </span>
            <span className={classes.label}>{t(`common.${name}`)}</span>
          </UnstyledButton>
        );
      })}
      <div className={classes.space} />
      <AccountMenu session={session} onSignOut={onSignOut} />
    </nav>
  );
}
