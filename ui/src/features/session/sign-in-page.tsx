/** The first screen: sign in to a PBX, take a saved sign-in, or explore with sample data. */
import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import { Mark } from '../../components/mark';
import type { DiagnosisInput, ProfileView } from '../../ipc';
import { CertificatePanel } from './certificate-panel';
import { CodeForm } from './code-form';
import { savedWay } from './connection-model';
import { ProfileCards } from './profile-cards';
import classes from './session.module.css';
import { type Draft, EMPTY_DRAFT, SignInForm } from './sign-in-form';
import { undecidedCertificate } from './sign-in-model';
import { TenantForm } from './tenant-form';
import { useServer } from './use-server';
import { useSignIn } from './use-sign-in';

interface Props {
  /** Looks step by step why a sign-in does not work. */
  onCheck: (input: DiagnosisInput) => void;
}

export function SignInPage({ onCheck }: Props) {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const [draft, setDraft] = useState<Draft>(EMPTY_DRAFT);
  const [chosen, setChosen] = useState<string | null>(null);
  const server = useServer(draft.server, draft.domain, draft.pin, draft.connection?.id ?? null);
  const { open } = signIn;
  const met = open?.step === 'certificate_unknown' ? open.certificate : null;
  const certificate = undecidedCertificate(server, draft.pin, met);

  const choose = (profile: ProfileView, tenant: string | null) => {
    const { server, domain, user, pin } = profile;
    const way = savedWay(profile.connection);
    setDraft({ server, domain, user, pin, connection: null, savedWay: way, saved: true });
    setChosen(profile.id);
    // An empty password means: the one in the keychain.
    signIn.start({
      server,
      domain,
      user,
      pin,
      connection: null,
      tenant,
      password: '',
      remember: true,
      allowPlainHttp: false,
    });
  };
  const title =
    open?.step === 'code_needed'
      ? 'session.code.title'
      : open?.step === 'choose_tenant'
        ? 'session.tenant.title'
        : 'session.title';

  return (
    <main className={classes.page}>
      <div className={classes.columns}>
        <section className={classes.main}>
          <header className={classes.brand}>
            <Mark size={28} />
            <h1>{t(title)}</h1>
          </header>
          {open?.step === 'code_needed' ? (
            <CodeForm mailed={open.mailed} signIn={signIn} />
          ) : open?.step === 'choose_tenant' ? (
            <TenantForm tenants={open.tenants} signIn={signIn} />
          ) : (
            <SignInForm
              draft={draft}
              onDraft={(next) => {
                setDraft(next);
                setChosen(null);
              }}
              server={server}
              undecided={certificate !== null}
              signIn={signIn}
              onCheck={onCheck}
            />
          )}
        </section>
        <section className={classes.side}>
          {/* Beside the form: found while it is filled in, it must not move the fields. */}
          {certificate === null ? (
            <ProfileCards chosen={chosen} disabled={signIn.busy} onChoose={choose} />
          ) : (
            <CertificatePanel
              certificate={certificate}
              onTrust={() => setDraft({ ...draft, pin: certificate.fingerprint })}
            />
          )}
          <div>
            <h2 className={classes.heading}>{t('session.sample.title')}</h2>
            <p className={classes.sampleText}>{t('session.sample.text')}</p>
            <Button
              variant="default"
              leftSection={<IconPlayerPlay {...icon} />}
              onClick={signIn.explore}
              loading={signIn.busy && draft.server === ''}
              disabled={signIn.busy}
              data-testid="explore-sample"
            >
              {t('session.sample.button')}
            </Button>
          </div>
          <p className={classes.promise}>{t('session.promise')}</p>
        </section>
      </div>
    </main>
  );
}
