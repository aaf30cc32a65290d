/** A failure, standing where it happened: what, why, what to do, and the causes for the curious. */
import { Button, Collapse } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FAILURES, type Failure } from '../ipc';
import { failureText, hasOwnText } from '../lib/failure-text';
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
  // What the PBX said stands in the core's sentence.
  const said = [hasOwnText(failure) ? failure.message : null, failure.detail];
  const details = said.filter((text) => text !== null).join('\n');
  return (
    <div className={classes.note} data-severity={severity} role="alert">
      {severity === 'failed' ? <IconCircleX {...icon} /> : <IconAlertTriangle {...icon} />}
      <div className={classes.body}>
        <div className={classes.title}>{title ?? t(`common.errorKind.${failure.kind}`)}</div>
        <div data-selectable>{failureText(failure)}</div>
        {failure.retryAfterSecs !== null && (
          <div>{t('common.retryAfter', { duration: formatDuration(failure.retryAfterSecs) })}</div>
        )}
        {details !== '' && (
          <Collapse expanded={open}>
            <pre className={classes.detail} data-selectable>
              {details}
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
          {details !== '' && (
            <Button variant="subtle" color="gray" onClick={toggle} aria-expanded={open}>
              {t(open ? 'common.hideDetails' : 'common.details')}
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}
