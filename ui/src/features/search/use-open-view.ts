/** Opens a saved view: its filters and its columns; and which one was opened last. */
import { useSessionStorage } from '@mantine/hooks';
import type { View, ViewId } from '../../ipc';
import type { Search } from './use-filters';
import { filtersOfView } from './view-model';

export interface OpenView {
  /** Empty for none. */
  openId: string;
  setOpenId: (id: ViewId) => void;
  show: (id: ViewId, view: View) => void;
}

/** `onColumns` puts the columns of a view on the table. */
export function useOpenView({ replace }: Search, onColumns: (columns: string) => void): OpenView {
  const [openId, setOpenId] = useSessionStorage<string>({ key: 'tapedeck-view', defaultValue: '' });
  const show = (id: ViewId, view: View) => {
    setOpenId(id);
    replace(filtersOfView(view));
    if (view.columns !== null) onColumns(view.columns);
  };
  return { openId, setOpenId, show };
}
