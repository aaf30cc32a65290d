/** What the window shows: the sign-in, or the frame with its places. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FailureNote } from '../components/failure-note';
import { DiagnosisSheet } from '../features/diagnose';
import { CloseGuard } from '../features/exports';
import { SignInPage } from '../features/session';
import { closeWindow, type DiagnosisInput, toAppError } from '../ipc';
import { flushDesks } from '../lib/desk';
import { preferencesQuery } from '../lib/preferences';
import { sessionQuery } from '../lib/session';
import { Frame } from './frame';
import classes from './frame.module.css';
import { useDesk } from './use-desk';
import { useLook } from './use-look';
import { usePageMenu } from './use-page-menu';

export function Window() {
  useLook();
  usePageMenu();
  const session = useQuery(sessionQuery);
  const preferences = useQuery(preferencesQuery);
  const hasDesk = useDesk(session.data?.profile);
  const [checked, setChecked] = useState<{ input: DiagnosisInput | null } | null>(null);
  const error = session.error ?? preferences.error;
  if (error !== null) {
    const retry = () => {
      void session.refetch();
      void preferences.refetch();
    };
    return (
      <div className={classes.broken}>
        <FailureNote failure={toAppError(error)} onRetry={retry} />
      </div>
    );
  }
  // All answers come within a frame or two: nothing is shown rather than something that flickers.
  if (session.data === undefined || preferences.data === undefined) return null;
  if (session.data !== null && !hasDesk) return null;
  return (
    <>
      {session.data === null ? (
        <SignInPage onCheck={(input) => setChecked({ input })} />
      ) : (
        <Frame
          key={session.data.profile}
          session={session.data}
          onCheck={() => setChecked({ input: null })}
        />
      )}
      {checked !== null && <DiagnosisSheet input={checked.input} onClose={() => setChecked(null)} />}
      <CloseGuard onLeave={() => void flushDesks().then(closeWindow)} />
    </>
  );
}
