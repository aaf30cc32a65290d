/** One line under the server's address: what was found there. Its room is kept, so that nothing jumps. */
import { Loader } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import { failureText } from '../../lib/failure-text';
import classes from './session.module.css';
import type { ServerState } from './sign-in-model';

const small = { ...icon, size: 14 };

export function ServerStatus({ state }: { state: ServerState }) {
  const { t } = useTranslation();
  return (
    <div className={classes.status} role="status" data-state={state.is} data-testid="server-status">
      {state.is === 'empty' && t('session.probe.empty')}
      {state.is === 'checking' && (
        <>
          <Loader size={12} color="gray" /> {t('session.probe.checking')}
        </>
      )}
      {state.is === 'reachable' && (
        <span className={classes.proven}>
          <IconCircleCheck {...small} />
          {state.tenantName === null
            ? t('session.probe.reachable')
            : t('session.probe.tenant', { name: state.tenantName })}
        </span>
      )}
      {(state.is === 'certificate' || state.is === 'changed') && (
        <span className={classes.attention}>
          <IconAlertTriangle {...small} />
          {t(`session.probe.${state.is}`)}
        </span>
      )}
      {'failure' in state && (
        <span className={classes.failed} title={failureText(state.failure)}>
          <IconCircleX {...small} />
          {t(`session.probe.${state.is}`)}
        </span>
      )}
    </div>
  );
}
