/** The frame: the rail on the left, the place that is shown, the player at the foot. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { JobNotices, JobsPage } from '../features/exports';
import { KeysEditor, PlayerDock } from '../features/player';
import { SignInAgain } from '../features/session';
import { SettingsPage } from '../features/settings';
import type { SessionView } from '../ipc';
import { appInfoQuery } from '../lib/preferences';
import { parseRoute, useHash } from '../lib/route';
import { history } from '../lib/undo';
import { CallsPlace, type CallsPlaceHandle } from './calls-place';
import classes from './frame.module.css';
import { Notice } from './notice';
import { Palette } from './palette';
import { Rail } from './rail';
import { SoundCheckBar } from './sound-check-bar';
import { UndoBar } from './undo-bar';
import { useDeskPlayer, useDeskRoute } from './use-desk';
import { useLeave } from './use-leave';
import { useSessionEnd } from './use-session-end';
import { useShortcuts } from './use-shortcuts';

interface Props {
  session: SessionView;
  onCheck: () => void;
}

export function Frame({ session, onCheck }: Props) {
  const { t } = useTranslation();
  useDeskRoute(session.profile);
  const { place } = parseRoute(useHash());
  const calls = useRef<CallsPlaceHandle>(null);
  const [asking, setAsking] = useState(false);
  const [read, setRead] = useState<string[]>([]);
  const { data: info } = useQuery(appInfoQuery);
  const notices = [info?.notice, session.notice].filter(
    (text): text is string => !!text && !read.includes(text),
  );
  const { signOut, signInAgain } = useLeave();
  useShortcuts(calls);
  const main = useRef<HTMLElement>(null);
  // What had the focus is gone with the form or the place it stood in: the keys begin at what there is to do here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place is the reason
  useEffect(() => {
    if (!main.current?.contains(document.activeElement)) main.current?.focus();
  }, [place]);

  useSessionEnd();
  useDeskPlayer(session.profile, () => calls.current?.around());
  // Changes of another account are not taken back here.
  useEffect(() => () => history.clear(), []);
  // The account that is signed in goes on in its place; another one begins anew. Nobody knows the sample's password.
  const signIn = () => (session.ended && !session.sample ? setAsking(true) : signInAgain());

  return (
    <div className={classes.frame}>
      <Rail place={place} session={session} onSignOut={signOut} />
      <main ref={main} tabIndex={-1} className={classes.main}>
        {session.ended && (
          <Notice text={t('common.sessionExpired')} action={t('common.signInAgain')} onAction={signIn} />
        )}
        {notices.map((text) => (
          <Notice
            key={text}
            text={text}
            action={t('common.close')}
            onAction={() => setRead([...read, text])}
          />
        ))}
        {/* Calls stays in the page: its rows, scroll and selection outlive a look at another place. Insights is another
            look at the same question, under the same bar. */}
        <div className={classes.place} hidden={place !== 'calls' && place !== 'insights'}>
          <CallsPlace ref={calls} place={place} onSignIn={signIn} />
        </div>
        {place === 'exports' && (
          <div className={classes.place}>
            <JobsPage onSignIn={signIn} />
          </div>
        )}
        {place === 'settings' && (
          <div className={classes.place}>
            <SettingsPage onCheck={onCheck} playerKeys={<KeysEditor />} />
          </div>
        )}
        <SoundCheckBar />
        <UndoBar />
        <PlayerDock onExportOriginal={(call) => calls.current?.exportCall(call)} />
      </main>
      <JobNotices />
      <SignInAgain
        session={session}
        opened={asking}
        onClose={() => setAsking(false)}
        onDone={() => {
          setAsking(false);
          // With the new session, also for what is heard from now on.
          calls.current?.readAgain();
        }}
      />
      <Palette profile={session.profile} calls={calls} onCheck={onCheck} onSignOut={signOut} />
    </div>
  );
}
