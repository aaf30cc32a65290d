import { Button, Checkbox, Popover } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Column } from '../../ipc';
import classes from './export-sheet.module.css';
import { COLUMNS, chosenColumns, columnsOf, NEEDED_COLUMN } from './sheet-model';

interface Props {
  /** None for all. */
  columns: readonly Column[];
  onChange: (columns: Column[]) => void;
}

/** Which columns the tables have, by the names at their heads. */
export function ColumnsMenu({ columns, onChange }: Props) {
  const { t } = useTranslation();
  const all = columns.length === 0;
  const words = all
    ? t('exports.columns.all')
    : t('exports.columns.some', { chosen: columns.length, all: COLUMNS.length });
  return (
    <Popover position="bottom-end" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconColumns3 size={16} />}
          data-testid="export-columns"
        >
          {words}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.columns}>
        <Checkbox.Group
          label={t('exports.columns.label')}
          description={t('exports.columns.hint')}
          value={[...columnsOf(columns)]}
          onChange={(ticked) => onChange(chosenColumns(ticked))}
        >
          <div className={classes.columnList}>
            {COLUMNS.map((column) => (
              <Checkbox
                key={column}
                size="xs"
                value={column}
                label={<code className={classes.code}>{column}</code>}
                disabled={column === NEEDED_COLUMN}
              />
            ))}
          </div>
        </Checkbox.Group>
        <Button variant="default" size="xs" disabled={all} onClick={() => onChange([])}>
          {t('exports.columns.all')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
