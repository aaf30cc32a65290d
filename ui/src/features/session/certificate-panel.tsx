/** A certificate this computer does not trust: all that is needed to decide, and the decision. */
import { Button } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { CertificateView } from '../../ipc';
import { formatDay } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import classes from './session.module.css';

interface Props {
  certificate: CertificateView;
  onTrust: () => void;
}

export function CertificatePanel({ certificate, onTrust }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { changed, pinned } = certificate;
  return (
    <section className={classes.certificate} data-changed={changed || undefined} data-testid="certificate">
      <h2>{t(changed ? 'session.certificate.changedTitle' : 'session.certificate.title')}</h2>
      <p>{changed ? t('session.certificate.changedText') : certificate.reason}</p>
      <dl className={classes.facts}>
        <dt>{t('session.certificate.subject')}</dt>
        <dd data-selectable>{certificate.subject}</dd>
        <dt>{t('session.certificate.issuer')}</dt>
        <dd data-selectable>{certificate.issuer}</dd>
        <dt>{t('session.certificate.hosts')}</dt>
        <dd data-selectable>{certificate.names.join(', ') || t('session.certificate.noHosts')}</dd>
        <dt>{t('session.certificate.valid')}</dt>
        <dd>
          {t('session.certificate.dates', {
            from: formatDay(certificate.validFrom, 'UTC', locale),
            until: formatDay(certificate.validUntil, 'UTC', locale),
          })}
        </dd>
        {changed && pinned !== null && (
          <>
            <dt>{t('session.certificate.pinned')}</dt>
            <dd className={classes.print} data-selectable>
              <Fingerprint text={pinned} />
            </dd>
          </>
        )}
        <dt>{t(changed ? 'session.certificate.presented' : 'session.certificate.fingerprint')}</dt>
        <dd className={classes.print} data-selectable>
          <Fingerprint text={certificate.fingerprint} />
        </dd>
      </dl>
      {!changed && (
        <>
          <p className={classes.hint}>{t('session.certificate.compare')}</p>
          <Button variant="default" onClick={onTrust} data-testid="trust-certificate">
            {t('session.certificate.trust')}
          </Button>
        </>
      )}
    </section>
  );
}

/** Breaks between bytes only, and copies as one piece. */
function Fingerprint({ text }: { text: string }) {
  return text.split(/(?<=:)/).map((byte, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: bytes repeat, and never move
    <Fragment key={index}>
      {byte}
      <wbr />
    </Fragment>
  ));
}
