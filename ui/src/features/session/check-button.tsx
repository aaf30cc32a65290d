/** Stands beside whatever does not work: looks step by step why. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './session.module.css';

export function CheckButton({ onCheck }: { onCheck: () => void }) {
  const { t } = useTranslation();
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-xs"
      className={classes.check}
      onClick={onCheck}
      data-testid="check-connection"
    >
      {t('diagnose.why')}
    </Button>
  );
}
