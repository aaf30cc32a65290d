/** One saved view of the menu. */
import { ActionIcon, Menu, TextInput, UnstyledButton } from '@mantine/core';
import { IconCheck, IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import classes from './views-menu.module.css';

interface Props {
  name: string;
  /** It is the one that is shown. */
  current: boolean;
  first: boolean;
  last: boolean;
  onOpen: () => void;
  onRename: (name: string) => void;
  onMove: (by: -1 | 1) => void;
  onDelete: () => void;
}

export function ViewRow({ name, current, first, last, onOpen, onRename, onMove, onDelete }: Props) {
  const { t } = useTranslation();
  const [naming, setNaming] = useState<string | null>(null);
  const rename = () => {
    if (naming !== null && naming.trim() !== '' && naming.trim() !== name) onRename(naming);
    setNaming(null);
  };
  return (
    <li className={classes.row}>
      {naming === null ? (
        <UnstyledButton className={classes.open} aria-current={current || undefined} onClick={onOpen}>
          <bdi className={classes.name}>{name}</bdi>
          {current && <IconCheck {...icon} />}
        </UnstyledButton>
      ) : (
        <TextInput
          className={classes.open}
          aria-label={t('calls.views.rename', { name })}
          value={naming}
          maxLength={80}
          autoFocus
          onChange={(event) => setNaming(event.currentTarget.value)}
          onBlur={rename}
          onKeyDown={(event) => {
            if (event.key === 'Enter') rename();
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            setNaming(null);
          }}
        />
      )}
      <Menu position="bottom-end" withinPortal={false}>
        <Menu.Target>
          <ActionIcon aria-label={t('calls.views.more', { name })}>
            <IconDots {...icon} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setNaming(name)}>{t('calls.views.renameItem')}</Menu.Item>
          <Menu.Item disabled={first} onClick={() => onMove(-1)}>
            {t('calls.views.up')}
          </Menu.Item>
          <Menu.Item disabled={last} onClick={() => onMove(1)}>
            {t('calls.views.down')}
          </Menu.Item>
          <Menu.Item onClick={onDelete}>{t('calls.views.delete')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
