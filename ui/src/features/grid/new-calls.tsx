/** Calls that ended since the range was read: how many, and a way to them. Nothing moves until it is asked for. */
import { Loader, Tooltip } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type MouseEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import { QuietButton } from '../../components/quiet-button';
import { type AppError, toAppError } from '../../ipc';
import { formatCount } from '../../lib/format';
import classes from './bars.module.css';

interface Props {
  count: number;
  locale: string;
  onShow: () => Promise<void>;
}

export function NewCalls({ count, locale, onShow }: Props) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AppError | null>(null);
  const region = useRef<HTMLSpanElement>(null);

  const show = (event: MouseEvent) => {
    if (busy) return;
    const focused = document.activeElement === event.currentTarget;
    setBusy(true);
    setFailure(null);
    onShow()
      // The button goes with the news; the next Tab goes on from here.
      .then(() => focused && region.current?.focus({ preventScroll: true }))
      .catch((thrown: unknown) => setFailure(toAppError(thrown)))
      .finally(() => setBusy(false));
  };

  return (
    // Always there, so that what comes into it is spoken.
    <span ref={region} className={classes.news} aria-live="polite" tabIndex={-1}>
      {count > 0 && (
        <QuietButton
          leftSection={busy ? <Loader size={12} color="gray" /> : null}
          onClick={show}
          aria-disabled={busy}
          data-testid="new-calls"
        >
          {t('calls.count.newCalls', { count, number: formatCount(count, locale) })}
        </QuietButton>
      )}
      {count > 0 && failure !== null && (
        <span className={classes.attention} title={failure.message} data-testid="new-calls-failed">
          <IconAlertTriangle {...icon} /> {t('calls.count.showNewFailed')}
        </span>
      )}
    </span>
  );
}

/** Filled while new calls are heard of, hollow while the connection is being opened. */
export function LiveDot({ live }: { live: 'on' | 'broken' }) {
  const { t } = useTranslation();
  const label = t(live === 'on' ? 'calls.count.live' : 'calls.count.liveBroken');
  return (
    <Tooltip label={label}>
      <span className={classes.live} data-live={live} role="img" aria-label={label} data-testid="live-dot" />
    </Tooltip>
  );
}
