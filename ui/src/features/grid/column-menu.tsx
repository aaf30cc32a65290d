/** The columns: what a right click on a title offers, and the list of all to show or hide. */
import { ActionIcon, Checkbox, Menu, Popover, Switch, Tooltip } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconBoxAlignLeft,
  IconBoxAlignRight,
  IconColumns3,
  IconEyeOff,
  IconPinnedOff,
  IconRestore,
  IconSortAscending,
  IconSortDescending,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import { QuietButton } from '../../components/quiet-button';
import { useChangePreferences, usePreferences } from '../../lib/preferences';
import type { CallsApi } from './calls-grid';
import classes from './column-menu.module.css';
import { COLUMNS } from './columns';

/** Puts the columns back as they come. */
export function resetColumns(grid: CallsApi): void {
  grid.resetColumnState();
  grid.applyColumnState({
    state: [{ colId: 'started', sort: 'desc', sortIndex: 0 }],
    defaultState: { sort: null },
  });
}

interface HeaderMenuProps {
  grid: CallsApi;
  menu: { column: string; x: number; y: number } | null;
  onClose: () => void;
}

export function HeaderMenu({ grid, menu, onClose }: HeaderMenuProps) {
  const { t } = useTranslation();
  const column = menu === null ? null : grid.getColumn(menu.column);
  const apply = (state: { sort?: 'asc' | 'desc'; pinned?: 'left' | 'right' | null; hide?: boolean }) => {
    if (menu === null) return;
    const defaultState = state.sort === undefined ? undefined : { sort: null };
    grid.applyColumnState({ state: [{ colId: menu.column, ...state }], defaultState });
  };
  const sortable = column?.getColDef().sortable === true;
  const others = grid.getColumnState().filter(({ colId, sort }) => sort != null && colId !== menu?.column);
  const sortToo = (sort: 'asc' | 'desc') =>
    menu !== null &&
    grid.applyColumnState({ state: [{ colId: menu.column, sort, sortIndex: others.length }] });
  return (
    <Menu opened={menu !== null} onClose={onClose} position="bottom-start" withinPortal>
      <Menu.Target>
        <button
          type="button"
          className={classes.anchor}
          style={{ left: menu?.x ?? 0, top: menu?.y ?? 0 }}
          tabIndex={-1}
          aria-hidden
        />
      </Menu.Target>
      <Menu.Dropdown>
        {sortable && (
          <>
            <Menu.Item leftSection={<IconArrowUp {...icon} />} onClick={() => apply({ sort: 'asc' })}>
              {t('calls.columns.ascending')}
            </Menu.Item>
            <Menu.Item leftSection={<IconArrowDown {...icon} />} onClick={() => apply({ sort: 'desc' })}>
              {t('calls.columns.descending')}
            </Menu.Item>
            {others.length > 0 && (
              <>
                <Menu.Item leftSection={<IconSortAscending {...icon} />} onClick={() => sortToo('asc')}>
                  {t('calls.columns.alsoAscending')}
                </Menu.Item>
                <Menu.Item leftSection={<IconSortDescending {...icon} />} onClick={() => sortToo('desc')}>
                  {t('calls.columns.alsoDescending')}
                </Menu.Item>
              </>
            )}
            <Menu.Divider />
          </>
        )}
        {!column?.isPinnedLeft() && (
          <Menu.Item leftSection={<IconBoxAlignLeft {...icon} />} onClick={() => apply({ pinned: 'left' })}>
            {t('calls.columns.pinLeft')}
          </Menu.Item>
        )}
        {!column?.isPinnedRight() && (
          <Menu.Item leftSection={<IconBoxAlignRight {...icon} />} onClick={() => apply({ pinned: 'right' })}>
            {t('calls.columns.pinRight')}
          </Menu.Item>
        )}
        {column?.isPinned() && (
          <Menu.Item leftSection={<IconPinnedOff {...icon} />} onClick={() => apply({ pinned: null })}>
            {t('calls.columns.unpin')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconEyeOff {...icon} />} onClick={() => apply({ hide: true })}>
          {t('calls.columns.hide')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconRestore {...icon} />} onClick={() => resetColumns(grid)}>
          {t('calls.columns.reset')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The button with the list of all columns. */
export function ColumnList({ grid }: { grid: CallsApi | null }) {
  const { t } = useTranslation();
  const compact = usePreferences()?.density === 'compact';
  const change = useChangePreferences();
  const [, renew] = useState(0);
  const [opened, setOpened] = useState(false);
  if (grid === null) return null;
  return (
    <Popover position="top-end" withinPortal trapFocus opened={opened} onChange={setOpened}>
      <Popover.Target>
        <Tooltip label={t('calls.columns.label')} disabled={opened}>
          <ActionIcon
            aria-label={t('calls.columns.label')}
            onClick={() => setOpened(!opened)}
            data-testid="columns"
          >
            <IconColumns3 {...icon} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown className={classes.list} aria-label={t('calls.columns.label')}>
        {COLUMNS.map((column) => (
          <Checkbox
            key={column.id}
            label={t(`calls.column.${column.title}`)}
            checked={grid.getColumn(column.id)?.isVisible() ?? false}
            onChange={(event) => {
              grid.setColumnsVisible([column.id], event.currentTarget.checked);
              renew((count) => count + 1);
            }}
          />
        ))}
        <Switch
          size="xs"
          label={t('calls.columns.compact')}
          checked={compact}
          onChange={(event) => change({ density: event.currentTarget.checked ? 'compact' : 'normal' })}
        />
        <QuietButton
          ml={-8}
          onClick={() => {
            resetColumns(grid);
            renew((count) => count + 1);
          }}
        >
          {t('calls.columns.reset')}
        </QuietButton>
      </Popover.Dropdown>
    </Popover>
  );
}
