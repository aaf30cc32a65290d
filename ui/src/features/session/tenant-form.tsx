/** The tenants that a system administrator may enter; long lists can be searched. */
import { Button, TextInput, UnstyledButton } from '@mantine/core';
import { IconBuilding } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { icon } from '../../components/icon';
import type { TenantView } from '../../ipc';
import classes from './session.module.css';
import { matchingTenants, SEARCHABLE_FROM } from './sign-in-model';
import type { SignIn } from './use-sign-in';

interface Props {
  tenants: readonly TenantView[];
  signIn: SignIn;
}

export function TenantForm({ tenants, signIn }: Props) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState('');
  const shown = matchingTenants(tenants, wanted);
  return (
    <div className={classes.form} data-testid="tenant-form">
      <p className={classes.lead}>{t('session.tenant.text')}</p>
      {tenants.length >= SEARCHABLE_FROM && (
        <TextInput
          aria-label={t('session.tenant.search')}
          placeholder={t('session.tenant.search')}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
          autoFocus
        />
      )}
      <ul className={classes.tenants}>
        {shown.map((tenant) => (
          <li key={tenant.id} className={classes.card}>
            <UnstyledButton
              className={classes.choose}
              disabled={signIn.busy}
              onClick={() => signIn.chooseTenant(tenant.id)}
            >
              <IconBuilding {...icon} />
              <span className={classes.cardText}>
                <span className={classes.cardTitle}>{tenant.name}</span>
                <span className={classes.cardServer}>{tenant.domain}</span>
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className={classes.hint}>{t('session.tenant.nothing')}</p>}
      {signIn.failure !== null && (
        <FailureNote failure={signIn.failure} title={t('session.tenant.refused')} />
      )}
      <div className={classes.row}>
        <Button variant="subtle" color="gray" onClick={signIn.reset}>
          {t('common.back')}
        </Button>
      </div>
    </div>
  );
}
