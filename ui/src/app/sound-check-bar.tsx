/** How a sound check stands: a quiet line over the place, which takes no focus and stays until it is closed. */
import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../components/icon';
import { QuietButton } from '../components/quiet-button';
import { formatCount } from '../lib/format';
import { useLocale } from '../lib/locale';
import { dismissSoundCheck, type SoundCheckState, stopSoundCheck, useSoundCheck } from '../lib/sound-check';
import classes from './undo-bar.module.css';

export function SoundCheckBar() {
  const { t } = useTranslation();
  const locale = useLocale();
  const state = useSoundCheck();
  // Whoever signs in next has not asked for it.
  useEffect(() => dismissSoundCheck, []);
  const running = state !== null && state.refused === null && state.check?.over !== true;
  return (
    <section className={classes.place} aria-label={t('findings.check.label')}>
      <div
        className={`${classes.bar} ${classes.above}`}
        data-shown={state !== null || undefined}
        data-testid="sound-check"
        aria-busy={running}
      >
        <span role="status">{state === null ? '' : wordsOf(t, state, locale)}</span>
        {running && <QuietButton onClick={stopSoundCheck}>{t('findings.check.stop')}</QuietButton>}
        {state !== null && (
          <ActionIcon size="sm" onClick={dismissSoundCheck} aria-label={t('common.close')}>
            <IconX {...icon} />
          </ActionIcon>
        )}
      </div>
    </section>
  );
}

function wordsOf(t: TFunction, { check, refused }: SoundCheckState, locale: string): string {
  if (refused !== null) return t('findings.check.refused', { why: refused });
  const count = (value: number) => formatCount(value, locale);
  const figures = {
    done: count(check?.done ?? 0),
    total: count(check?.total ?? 0),
    found: count(check?.withFindings ?? 0),
  };
  if (check === null || !check.over) return t('findings.check.running', figures);
  const failed = check.failures.reduce((sum, one) => sum + one.calls, 0);
  const heard = check.done - failed;
  const first = check.failures[0];
  const parts = [
    check.stopped
      ? t('findings.check.stopped', figures)
      : check.total === 0
        ? t('findings.check.nothing')
        : t('findings.check.done', { ...figures, count: heard, number: count(heard) }),
    first === undefined
      ? ''
      : t('findings.check.failed', { count: failed, number: count(failed), reason: first.reason }),
  ];
  return parts.filter((part) => part !== '').join(' ');
}
