/** The command palette: every main action by its name. */
import { useComputedColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionData } from '@mantine/spotlight';
import {
  IconChartBar,
  IconContrast,
  IconDownload,
  IconFileExport,
  IconLogout,
  IconPhone,
  IconRefresh,
  IconSearch,
  IconSettings,
} from '@tabler/icons-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../components/icon';
import { Shortcut } from '../components/shortcut';
import { useChangePreferences } from '../lib/preferences';
import { navigate } from '../lib/route';
import type { CallsPlaceHandle } from './calls-place';

interface Props {
  calls: RefObject<CallsPlaceHandle | null>;
  onSignOut: () => void;
}

export function Palette({ calls, onSignOut }: Props) {
  const { t } = useTranslation();
  const change = useChangePreferences();
  const scheme = useComputedColorScheme('light');
  const action = (
    id: string,
    label: string,
    Icon: typeof IconPhone,
    onClick: () => void,
    keys?: string,
  ): SpotlightActionData => ({
    id,
    label,
    onClick,
    leftSection: <Icon {...icon} />,
    rightSection: keys === undefined ? null : <Shortcut keys={keys} />,
  });
  const actions = [
    action('calls', t('common.calls'), IconPhone, () => navigate('calls'), 'mod+1'),
    action('exports', t('common.exports'), IconFileExport, () => navigate('exports'), 'mod+2'),
    action('insights', t('common.insights'), IconChartBar, () => navigate('insights'), 'mod+3'),
    action('settings', t('common.settings'), IconSettings, () => navigate('settings'), 'mod+,'),
    action('search', t('calls.searchLabel'), IconSearch, () => calls.current?.focusSearch(), 'mod+f'),
    action('export', t('calls.export'), IconDownload, () => calls.current?.exportNow(), 'mod+e'),
    action('refresh', t('calls.refresh'), IconRefresh, () => calls.current?.readAgain()),
    action('scheme', t('common.toggleScheme'), IconContrast, () =>
      change({ colorScheme: scheme === 'dark' ? 'light' : 'dark' }),
    ),
    action('sign-out', t('common.signOut'), IconLogout, onSignOut),
  ];
  return (
    <Spotlight
      actions={actions}
      nothingFound={t('common.paletteNothing')}
      shortcut={null}
      size={480}
      attributes={{ content: { 'aria-label': t('common.palette') } }}
      searchProps={{ placeholder: t('common.paletteSearch'), leftSection: <IconSearch {...icon} /> }}
      transitionProps={{ duration: 80 }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.25 }}
      radius={8}
      shadow="var(--td-shadow)"
      yOffset={96}
      centered={false}
      scrollable
      maxHeight={420}
      returnFocus
    />
  );
}
