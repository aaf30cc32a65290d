/** What was changed last, with the way back: a quiet line over the place, which takes no focus and goes by itself. */
import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../components/icon';
import { QuietButton } from '../components/quiet-button';
import { formatCount } from '../lib/format';
import { useLocale } from '../lib/locale';
import { useMarking } from '../lib/marks';
import { type Deed, history, type Told } from '../lib/undo';
import classes from './undo-bar.module.css';

const SHOWN_MS = 10_000;

export function UndoBar() {
  const { t } = useTranslation();
  const { told, canUndo, canRedo } = useSyncExternalStore(history.subscribe, history.get);
  const { undo, redo } = useMarking();
  // Somebody is about to press it: then it stays.
  const [held, setHeld] = useState(false);
  const words = useWords(told);

  useEffect(() => {
    if (told === null || held) return;
    const timer = setTimeout(() => history.hush(), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [told, held]);

  return (
    <section
      className={classes.place}
      aria-label={t('marks.done.label')}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {/* Always there, so that what comes into it is spoken. */}
      <div className={classes.bar} data-shown={told !== null || undefined} data-testid="undo-bar">
        <span role="status">{words}</span>
        {told !== null && (
          <>
            {told.kind === 'undone' && canRedo && (
              <QuietButton onClick={() => void redo()}>{t('marks.redo')}</QuietButton>
            )}
            {(told.kind === 'done' || told.kind === 'redone') && canUndo && (
              <QuietButton onClick={() => void undo()}>{t('marks.undo')}</QuietButton>
            )}
            <ActionIcon size="sm" onClick={() => history.hush()} aria-label={t('common.close')}>
              <IconX {...icon} />
            </ActionIcon>
          </>
        )}
      </div>
    </section>
  );
}

function useWords(told: Told | null): string {
  const { t } = useTranslation();
  const locale = useLocale();
  const what = ({ key, calls, name }: Deed) =>
    t(`marks.done.${key}`, { count: calls, number: formatCount(calls, locale), name });
  if (told === null) return '';
  if (told.kind === 'refused') return t('marks.refused', { why: told.why });
  if (told.kind === 'done') return what(told.deed);
  return t(`marks.${told.kind}`, { what: what(told.deed) });
}
