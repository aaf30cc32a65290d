/** The title of the column of checkboxes: selects everything found, or nothing. */
import { Checkbox } from '@mantine/core';
import type { CustomHeaderProps } from 'ag-grid-react';
import { useTranslation } from 'react-i18next';
import type { CallRow } from '../../ipc';
import type { GridContext } from './grid-context';
import { useSelection } from './selection';

export function SelectHeader({ context }: CustomHeaderProps<CallRow, GridContext>) {
  const { t } = useTranslation();
  const selection = useSelection(context.selection);
  const some = !selection.all && selection.ids.size > 0;
  return (
    <Checkbox
      size="xs"
      checked={selection.all}
      indeterminate={some}
      aria-label={t('calls.select.everything')}
      onChange={() => context.chooseAll(!selection.all)}
    />
  );
}
