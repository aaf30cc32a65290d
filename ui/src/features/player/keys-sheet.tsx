import { Kbd } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../components/sheet';
import { BINDINGS } from './keys';
import classes from './player.module.css';

interface Props {
  opened: boolean;
  onClose: () => void;
}

const SIGNS: Record<string, string> = { ArrowLeft: '←', ArrowRight: '→' };

/** All keys of the player. */
export function KeysSheet({ opened, onClose }: Props) {
  const { t } = useTranslation();
  const nameOf = (key: string) => {
    if (key === ' ') return t('player.keyNames.space');
    if (key === 'PageUp') return t('player.keyNames.pageUp');
    if (key === 'PageDown') return t('player.keyNames.pageDown');
    return SIGNS[key] ?? key.toUpperCase();
  };
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
        {BINDINGS.map(({ action, keys }) => (
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
