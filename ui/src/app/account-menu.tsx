/** Who is signed in where, what they may see, and the way out. */
import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { icon } from '../components/icon';
import type { SessionView } from '../ipc';
import classes from './account-menu.module.css';

interface Props {
  session: SessionView;
  onSignOut: () => void;
}

function initials(user: string): string {
  const parts = user.split(/[\s._-]+/).filter((part) => part !== '');
  return ((parts[0]?.[0] ?? '') + (parts[1]?.[0] ?? parts[0]?.[1] ?? '')).toUpperCase();
}

export function AccountMenu({ session, onSignOut }: Props) {
  const { t } = useTranslation();
  const scope = session.calls === 'tenant' ? t('common.wholeTenant') : t('common.ownCallsOnly');
  const recordings = {
    own: t('common.recordingsOwn'),
    tenant: t('common.recordingsTenant'),
    groups: t('common.recordingsGroups', { groups: session.groups.join(', ') }),
  }[session.recordings];
  const shown = session.sample ? t('common.sampleData') : scope;
  return (
    <Menu position="right-end" offset={12} width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.account} data-testid="account-menu">
          <VisuallyHidden>{t('common.accountOf', { user: session.user })}</VisuallyHidden>
          <span className={classes.initials} aria-hidden>
            {initials(session.user)}
          </span>
          <span className={classes.scope}>{shown}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <div className={classes.name}>{session.user}</div>
          <div>{session.tenantName}</div>
          <div>{session.server}</div>
          <div>
            {scope}
            {session.recordings !== session.calls && ` · ${recordings}`}
          </div>
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout {...icon} />} onClick={onSignOut} data-testid="sign-out">
          {t('common.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
