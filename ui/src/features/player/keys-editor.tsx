/** The player's keys, to be changed: a key is added by pressing it, which is how a foot pedal is taught, too. */
import { ActionIcon, Kbd, UnstyledButton } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import { QuietButton } from '../../components/quiet-button';
import { useChangePreferences } from '../../lib/preferences';
import { isReserved, ownerOf, withKey, withoutKey, writeBindings } from './bindings';
import { type Binding, nameOfKey, type PlayerAction } from './keys';
import classes from './player.module.css';
import { useBindings, useKeyName } from './use-bindings';

/** What is told of the key pressed last. */
type Told = { kind: 'reserved'; key: string } | { kind: 'moved'; key: string; from: PlayerAction } | null;

export function KeysEditor() {
  const { t } = useTranslation();
  const bindings = useBindings();
  const nameOf = useKeyName();
  const change = useChangePreferences();
  /** The action that waits for a key. */
  const [waiting, setWaiting] = useState<PlayerAction | null>(null);
  const [told, setTold] = useState<Told>(null);
  const keep = (next: Binding[]) => change({ keys: writeBindings(next) });

  const press = (event: KeyboardEvent, action: PlayerAction) => {
    const key = nameOfKey(event.key);
    if (key === 'Tab') {
      setWaiting(null);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (key === 'Escape') {
      setWaiting(null);
    } else if (isReserved(key)) {
      // A modifier is only held on the way to the key that is meant.
      if (!['Shift', 'Control', 'Alt', 'AltGraph', 'Meta'].includes(key)) setTold({ kind: 'reserved', key });
    } else {
      const owner = ownerOf(bindings, key);
      setTold(owner === null || owner === action ? null : { kind: 'moved', key, from: owner });
      setWaiting(null);
      keep(withKey(bindings, action, key));
    }
  };

  return (
    <div className={classes.editor} data-testid="keys-editor">
      <dl className={classes.keys}>
        {bindings.map(({ action, keys }) => (
          <div key={action} className={classes.keyRow}>
            <dt>{t(`player.actions.${action}`)}</dt>
            <dd className={classes.keyCells}>
              {keys.map((key) => (
                <UnstyledButton
                  key={key}
                  className={classes.keyCell}
                  aria-label={t('player.keysEditor.remove', {
                    key: nameOf(key),
                    action: t(`player.actions.${action}`),
                  })}
                  onClick={() => keep(withoutKey(bindings, action, key))}
                >
                  <Kbd>{nameOf(key)}</Kbd>
                  <IconX size={12} aria-hidden />
                </UnstyledButton>
              ))}
              {waiting === action ? (
                <UnstyledButton
                  ref={(button) => button?.focus()}
                  className={classes.keyWait}
                  onKeyDown={(event) => press(event, action)}
                  onBlur={() => setWaiting((now) => (now === action ? null : now))}
                >
                  {t('player.keysEditor.press')}
                </UnstyledButton>
              ) : (
                <ActionIcon
                  size="sm"
                  onClick={() => setWaiting(action)}
                  aria-label={t('player.keysEditor.add', { action: t(`player.actions.${action}`) })}
                  data-testid={`key-add-${action}`}
                >
                  <IconPlus {...icon} />
                </ActionIcon>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <p className={classes.keysHint} role="status">
        {told === null
          ? t('player.keysEditor.hint')
          : told.kind === 'reserved'
            ? t('player.keysEditor.reserved', { key: nameOf(told.key) })
            : t('player.keysEditor.moved', {
                key: nameOf(told.key),
                action: t(`player.actions.${told.from}`),
              })}
      </p>
      <QuietButton
        ml={-8}
        onClick={() => {
          setTold(null);
          change({ keys: '' });
        }}
      >
        {t('player.keysEditor.reset')}
      </QuietButton>
    </div>
  );
}
