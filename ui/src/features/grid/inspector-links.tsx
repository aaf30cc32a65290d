/** Ways on from a call: the other calls with its number, and the PBX's own page. */
import { IconExternalLink, IconFilter } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { icon } from '../../components/icon';
import { QuietButton } from '../../components/quiet-button';
import { api, type CallRow, toAppError } from '../../ipc';
import { useSession } from '../../lib/session';
import classes from './inspector.module.css';

interface Props {
  call: CallRow;
  onNumber: (number: string) => void;
}

export function InspectorLinks({ call, onNumber }: Props) {
  const { t } = useTranslation();
  const sample = useSession()?.sample ?? false;
  const portal = useMutation({ mutationFn: () => api.openPortal() });
  return (
    <>
      <div className={classes.links}>
        {call.other !== '' && (
          <QuietButton leftSection={<IconFilter {...icon} />} onClick={() => onNumber(call.other)}>
            {t('calls.inspector.sameNumber')}
          </QuietButton>
        )}
        {/* The sample's PBX has no portal. */}
        {!sample && (
          <QuietButton leftSection={<IconExternalLink {...icon} />} onClick={() => portal.mutate()}>
            {t('calls.inspector.portal')}
          </QuietButton>
        )}
      </div>
      {portal.error !== null && (
        <FailureNote failure={toAppError(portal.error)} onRetry={() => portal.mutate()} />
      )}
    </>
  );
}
