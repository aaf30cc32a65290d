import { Kbd } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../components/sheet';
import classes from './player.module.css';
import { useBindings, useKeyName } from './use-bindings';

interface Props {
  opened: boolean;
  onClose: () => void;
}

/** All keys of the player. */
export function KeysSheet({ opened, onClose }: Props) {
  const { t } = useTranslation();
  const bindings = useBindings();
  const nameOf = useKeyName();
  return (
    <Sheet
      opened={opened}
      onClose={onClose}
      width={380}
      reading
      title={t('player.keys')}
      testId="player-keys"
    >
      <dl className={classes.keys}>
        {bindings.map(({ action, keys }) => (
          <div key={action} className={classes.keyRow}>
            <dt>{t(`player.actions.${action}`)}</dt>
            <dd>
              {keys.map((key, index) => (
                <span key={key}>
                  {index > 0 && <span className={classes.or}>{t('player.keyNames.or')}</span>}
                  <Kbd>{nameOf(key)}</Kbd>
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p className={classes.keysHint}>{t('player.keysHint')}</p>
    </Sheet>
  );
}
