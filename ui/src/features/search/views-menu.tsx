/** Saved views: opened, kept, renamed, put in order and deleted. */
import { Button, Popover, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBookmark } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { FilterButton } from '../../components/filter-button';
import { icon } from '../../components/icon';
import { QuietButton } from '../../components/quiet-button';
import type { View } from '../../ipc';
import { usePreferences } from '../../lib/preferences';
import type { Search } from './use-filters';
import type { OpenView } from './use-open-view';
import { useViews } from './use-views';
import { isChanged, viewOf } from './view-model';
import { ViewRow } from './view-row';
import classes from './views-menu.module.css';

interface Props {
  search: Search;
  open: OpenView;
}

export function ViewsMenu({ search, open: { openId, setOpenId, show: open } }: Props) {
  const { t } = useTranslation();
  const { filters, zone } = search;
  const columns = usePreferences()?.gridColumns ?? '';
  const { views, change, failure, reset } = useViews();
  const [opened, { toggle, close }] = useDisclosure(false, { onOpen: reset });
  const [name, setName] = useState('');
  const [deleted, setDeleted] = useState<View | null>(null);
  const current = views.find(({ id }) => id === openId);
  const changed = current !== undefined && isChanged(current.view, filters, zone, columns);

  const show = (id: string, view: View) => {
    open(id, view);
    close();
  };
  const save = async (id: string | null, as: string) => {
    const saved = await change({ kind: 'save', id, view: viewOf(as, filters, zone, columns) });
    if (saved === null) return;
    setOpenId(saved.id);
    setName('');
    close();
  };
  const shown = current?.view.name ?? t('calls.views.button');
  const label = changed ? t('calls.views.changed', { name: shown }) : shown;
  return (
    <Popover opened={opened} onDismiss={close} position="bottom-start" trapFocus withinPortal width={320}>
      <Popover.Target>
        <FilterButton
          active={current !== undefined}
          icon={<IconBookmark {...icon} />}
          onClick={toggle}
          aria-expanded={opened}
          aria-label={label}
          data-testid="views"
        >
          <bdi className={classes.label}>{current !== undefined && label}</bdi>
        </FilterButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.menu}>
        {views.length === 0 && <p className={classes.none}>{t('calls.views.none')}</p>}
        <ul className={classes.list} aria-label={t('calls.views.label')}>
          {views.map(({ id, view }, at) => (
            <ViewRow
              key={id}
              name={view.name}
              current={id === openId}
              first={at === 0}
              last={at === views.length - 1}
              onOpen={() => show(id, view)}
              onRename={(as) => change({ kind: 'save', id, view: { ...view, name: as } })}
              onMove={(by) => change({ kind: 'move', id, by })}
              onDelete={() => {
                setDeleted(view);
                void change({ kind: 'delete', id });
              }}
            />
          ))}
        </ul>
        {deleted !== null && (
          <div className={classes.deleted} role="status">
            <span>{t('calls.views.deleted', { name: deleted.name })}</span>
            <QuietButton
              onClick={() => {
                void change({ kind: 'save', id: null, view: deleted });
                setDeleted(null);
              }}
            >
              {t('calls.views.undo')}
            </QuietButton>
          </div>
        )}
        {failure !== null && <FailureNote failure={failure} />}
        {changed && current !== undefined && (
          <Button fullWidth variant="default" onClick={() => save(current.id, current.view.name)}>
            {t('calls.views.update', { name: current.view.name })}
          </Button>
        )}
        <form
          className={classes.save}
          onSubmit={(event) => {
            event.preventDefault();
            void save(null, name);
          }}
        >
          <TextInput
            aria-label={t('calls.views.name')}
            placeholder={t('calls.views.name')}
            value={name}
            maxLength={80}
            onChange={(event) => setName(event.currentTarget.value)}
            data-testid="view-name"
          />
          <Button type="submit" variant="default" disabled={name.trim() === ''}>
            {t('calls.views.save')}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
