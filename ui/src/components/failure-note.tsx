/** A failure, standing where it happened: what, why, what to do, and the causes for the curious. */
import { Button, Collapse } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FAILURES, type Failure } from '../ipc';
import { formatDuration } from '../lib/format';
import classes from './failure-note.module.css';
import { icon } from './icon';

interface Props {
  failure: Failure;
  /** Instead of what its kind is called. */
  title?: string;
  onRetry?: () => void;
  onSignIn?: () => void;
}

export function FailureNote({ failure, title, onRetry, onSignIn }: Props) {
  const { t } = useTranslation();
  const [open, { toggle }] = useDisclosure(false);
  const { severity, action } = FAILURES[failure.kind];
  return (
    <div className={classes.note} data-severity={severity} role="alert">
      {severity === 'failed' ? <IconCircleX {...icon} /> : <IconAlertTriangle {...icon} />}
      <div className={classes.body}>
        <div className={classes.title}>{title ?? t(`common.errorKind.${failure.kind}`)}</div>
        <div data-selectable>{failure.message}</div>
        {failure.retryAfterSecs !== null && (
          <div>{t('common.retryAfter', { duration: formatDuration(failure.retryAfterSecs) })}</div>
        )}
        {failure.detail !== null && (
          <Collapse expanded={open}>
            <pre className={classes.detail} data-selectable>
              {failure.detail}
            </pre>
          </Collapse>
        )}
        <div className={classes.actions}>
          {action === 'retry' && onRetry && (
            <Button variant="default" onClick={onRetry}>
              {t('common.retry')}
            </Button>
          )}
          {action === 'sign_in' && onSignIn && (
            <Button variant="default" onClick={onSignIn}>
              {t('common.signInAgain')}
            </Button>
          )}
          {failure.detail !== null && (
            <Button variant="subtle" color="gray" onClick={toggle} aria-expanded={open}>
              {t(open ? 'common.hideDetails' : 'common.details')}
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}
