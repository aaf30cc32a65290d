/** The person's choices; each takes effect at once. */
import { Button, SegmentedControl, Select, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Shortcut } from '../../components/shortcut';
import { ZoneSelect } from '../../components/zone-select';
import type { ColorScheme, Density } from '../../ipc';
import { appInfoQuery, useChangePreferences, usePreferences } from '../../lib/preferences';
import { useSession } from '../../lib/session';
import { PSEUDO } from '../../locales';
import { Activity } from './activity';
import { Profiles } from './profiles';
import { Retention } from './retention';
import classes from './settings.module.css';
import { SHORTCUTS } from './shortcuts';
import { Signing } from './signing';
import { Storage } from './storage';

interface Props {
  /** Looks step by step what works between this window and the calls. */
  onCheck: () => void;
  /** Where the player's keys are changed. */
  playerKeys: ReactNode;
}

export function SettingsPage({ onCheck, playerKeys }: Props) {
  const { t } = useTranslation();
  const preferences = usePreferences();
  const change = useChangePreferences();
  const session = useSession();
  const { data: info } = useQuery(appInfoQuery);
  if (preferences === undefined) return null;
  const languages = [
    { value: '', label: t('settings.languageSystem') },
    { value: 'en', label: 'English' },
    { value: 'zh-CN', label: '简体中文' },
    ...(import.meta.env.DEV ? [{ value: PSEUDO, label: 'Pseudo' }] : []),
  ];
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>{t('settings.title')}</h1>

      <Section title={t('settings.appearance')}>
        <Setting label={t('settings.scheme')}>
          <SegmentedControl
            size="xs"
            aria-label={t('settings.scheme')}
            value={preferences.colorScheme}
            onChange={(value) => change({ colorScheme: value as ColorScheme })}
            data={[
              { value: 'system', label: t('settings.schemeSystem') },
              { value: 'light', label: t('settings.schemeLight') },
              { value: 'dark', label: t('settings.schemeDark') },
            ]}
          />
        </Setting>
        <Setting label={t('settings.density')}>
          <SegmentedControl
            size="xs"
            aria-label={t('settings.density')}
            value={preferences.density}
            onChange={(value) => change({ density: value as Density })}
            data={[
              { value: 'normal', label: t('settings.densityNormal') },
              { value: 'compact', label: t('settings.densityCompact') },
            ]}
          />
        </Setting>
      </Section>

      <Section title={t('settings.languageAndTime')}>
        <Setting label={t('settings.language')}>
          <Select
            aria-label={t('settings.language')}
            data={languages}
            value={preferences.language}
            onChange={(language) => language !== null && change({ language })}
            allowDeselect={false}
            w={260}
          />
        </Setting>
        <Setting label={t('settings.zone')} text={t('settings.zoneText')}>
          <ZoneSelect
            hideLabel
            label={t('settings.zone')}
            value={preferences.zone}
            emptyLabel={t('settings.zoneTenant', { zone: session?.zone ?? info?.systemZone ?? 'UTC' })}
            onChange={(zone) => change({ zone })}
            width={260}
          />
        </Setting>
      </Section>

      <Section title={t('settings.calls')}>
        <Setting label={t('settings.live')} text={t('settings.liveText')}>
          <Switch
            aria-label={t('settings.live')}
            checked={preferences.liveCalls}
            onChange={(event) => change({ liveCalls: event.currentTarget.checked })}
            data-testid="live-calls"
          />
        </Setting>
      </Section>

      <Section title={t('settings.exports')}>
        <Setting label={t('settings.notify')} text={t('settings.notifyText')}>
          <Switch
            aria-label={t('settings.notify')}
            checked={preferences.notify}
            onChange={(event) => change({ notify: event.currentTarget.checked })}
          />
        </Setting>
        <Setting label={t('settings.awake')} text={t('settings.awakeText')}>
          <Switch
            aria-label={t('settings.awake')}
            checked={preferences.keepAwake}
            onChange={(event) => change({ keepAwake: event.currentTarget.checked })}
          />
        </Setting>
      </Section>

      <Section title={t('settings.profiles')}>
        <Profiles />
      </Section>

      <Section title={t('settings.storage')}>
        <Setting label={t('settings.keep')} text={t('settings.keepText')}>
          <Retention days={preferences.keepDays} onChange={(keepDays) => change({ keepDays })} />
        </Setting>
        <Storage />
      </Section>

      <Section title={t('settings.connection')}>
        <Setting label={t('settings.check')} text={t('settings.checkText')}>
          <Button variant="default" onClick={onCheck} data-testid="check-connection">
            {t('settings.check')}
          </Button>
        </Setting>
      </Section>

      <Section title={t('settings.signing')}>
        <Signing />
      </Section>

      <Section title={t('settings.activity')}>
        <Activity />
      </Section>

      <Section title={t('settings.keyboard')}>
        <dl className={classes.keys}>
          {SHORTCUTS.map(({ name, keys }) => (
            <div key={name}>
              <dt>{t(`settings.keys.${name}`)}</dt>
              <dd>
                {keys.length === 0
                  ? t('settings.keys.filterKeys')
                  : keys.map((key) => <Shortcut key={key} keys={key} />)}
              </dd>
            </div>
          ))}
        </dl>
      </Section>

      <Section title={t('settings.playerKeys')}>{playerKeys}</Section>

      <Section title={t('settings.data')}>
        <Setting label={t('settings.dataFolder')} text={t('settings.dataText')}>
          <code className={classes.path} data-selectable>
            {info?.dataDir}
          </code>
        </Setting>
        <Setting label={t('settings.version')}>
          <span data-selectable>{info?.version}</span>
        </Setting>
      </Section>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <h2>{title}</h2>
      <div className={classes.content}>{children}</div>
    </section>
  );
}

function Setting({ label, text, children }: { label: string; text?: string; children: ReactNode }) {
  return (
    <div className={classes.setting}>
      <div>
        <div>{label}</div>
        {text !== undefined && <div className={classes.text}>{text}</div>}
      </div>
      <div className={classes.control}>{children}</div>
    </div>
  );
}
