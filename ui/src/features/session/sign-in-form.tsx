/** Server, domain, user and password; the server is probed while the rest is typed. */
import { Button, Checkbox, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DiagnosisInput } from '../../ipc';
import { CheckButton } from './check-button';
import type { Connection, Way } from './connection-model';
import { ConnectionOptions } from './connection-options';
import { Refusal } from './refusal';
import { ServerStatus } from './server-status';
import classes from './session.module.css';
import { guessDomain, isPlainHttp, mayTry, type ServerState } from './sign-in-model';
import type { SignIn } from './use-sign-in';

export interface Draft {
  server: string;
  domain: string;
  user: string;
  pin: string | null;
  /** Proxy and authorities that were chosen here. */
  connection: Connection | null;
  /** Those of the saved sign-in. */
  savedWay: Way | null;
  /** The password may be in the keychain: it can be left empty. */
  saved: boolean;
}

export const EMPTY_DRAFT: Draft = {
  server: '',
  domain: '',
  user: '',
  pin: null,
  connection: null,
  savedWay: null,
  saved: false,
};

interface Props {
  draft: Draft;
  onDraft: (draft: Draft) => void;
  /** What is known of the server that is typed. */
  server: ServerState;
  /** Its certificate has yet to be decided on: nothing is sent before. */
  undecided: boolean;
  signIn: SignIn;
  /** Looks step by step why it does not work. */
  onCheck: (input: DiagnosisInput) => void;
}

export function SignInForm({ draft, onDraft, server, undecided, signIn, onCheck }: Props) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const passwordField = useRef<HTMLInputElement>(null);
  const [remember, setRemember] = useState(true);
  const [allowPlainHttp, setAllowPlainHttp] = useState(false);
  const connection = draft.connection?.id ?? null;
  const plain = isPlainHttp(draft.server);
  const ready =
    draft.server.trim() !== '' &&
    draft.user.trim() !== '' &&
    (password !== '' || draft.saved) &&
    (!plain || allowPlainHttp) &&
    !undecided &&
    mayTry(server);

  useEffect(() => {
    // It was emptied when it was sent, and is what has to be typed again.
    if (signIn.failure?.kind === 'unauthenticated') passwordField.current?.focus();
  }, [signIn.failure]);
  const put = (change: Partial<Draft>) => onDraft({ ...draft, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready || signIn.busy) return;
    const { domain, user, pin } = draft;
    signIn.start({
      server: draft.server.trim(),
      domain: domain.trim(),
      user: user.trim(),
      password,
      remember,
      pin,
      connection,
      allowPlainHttp,
      tenant: null,
    });
    setPassword('');
  };
  const check = () => {
    const { server, domain, user, pin } = draft;
    onCheck({ server, domain, user, pin, connection, allowPlainHttp });
  };

  return (
    <form className={classes.form} onSubmit={submit} data-testid="sign-in-form" noValidate>
      <div>
        <TextInput
          label={t('session.server')}
          placeholder="pbx.example.com"
          value={draft.server}
          // A certificate is trusted for one address; another address starts without.
          onChange={(event) =>
            put({ server: event.currentTarget.value, pin: null, saved: false, savedWay: null })
          }
          onBlur={() => draft.domain === '' && put({ domain: guessDomain(draft.server) })}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="url"
          name="server"
          autoFocus
        />
        <ServerStatus state={server} />
      </div>
      <TextInput
        label={t('session.domain')}
        placeholder={t('session.domainHint')}
        value={draft.domain}
        onChange={(event) => put({ domain: event.currentTarget.value })}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        name="domain"
      />
      <TextInput
        label={t('session.user')}
        value={draft.user}
        onChange={(event) => put({ user: event.currentTarget.value, saved: false })}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="username"
        name="user"
      />
      <PasswordInput
        ref={passwordField}
        label={t('session.password')}
        placeholder={draft.saved ? t('session.passwordSaved') : undefined}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
        name="password"
        visibilityToggleButtonProps={{ tabIndex: 0, 'aria-label': t('session.showPassword') }}
      />
      <Checkbox
        checked={remember}
        onChange={(event) => setRemember(event.currentTarget.checked)}
        label={t('session.remember')}
        description={t('session.rememberText')}
      />
      <ConnectionOptions
        connection={draft.connection}
        saved={draft.savedWay}
        onConnection={(next) => put({ connection: next })}
        onCheck={signIn.failure === null && 'failure' in server ? check : null}
      />
      {/* Below the fields: what is found out while they are filled in must not move them. */}
      {plain && (
        <div className={classes.plain}>
          <Checkbox
            checked={allowPlainHttp}
            onChange={(event) => setAllowPlainHttp(event.currentTarget.checked)}
            label={t('session.plainAllow')}
            description={t('session.plainText')}
          />
        </div>
      )}
      <Refusal signIn={signIn} />
      {signIn.failure !== null && <CheckButton onCheck={check} />}
      <Button type="submit" loading={signIn.busy} disabled={!ready}>
        {t('session.signIn')}
      </Button>
    </form>
  );
}
