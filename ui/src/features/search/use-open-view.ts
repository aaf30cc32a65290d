/** Opens a saved view: its filters and its columns; and which one was opened last, also after a restart. */
import { useState } from 'react';
import type { View, ViewId } from '../../ipc';
import { deskOf, keepDesk } from '../../lib/desk';
import { useSession } from '../../lib/session';
import type { Search } from './use-filters';
import { filtersOfView } from './view-model';

export interface OpenView {
  openId: ViewId | null;
  setOpenId: (id: ViewId) => void;
  show: (id: ViewId, view: View) => void;
}

/** `onColumns` puts the columns of a view on the table. */
export function useOpenView({ replace }: Search, onColumns: (columns: string) => void): OpenView {
  const profile = useSession()?.profile ?? '';
  const [openId, setId] = useState(() => deskOf(profile).view);
  const setOpenId = (id: ViewId) => {
    setId(id);
    keepDesk(profile, { view: id });
  };
  const show = (id: ViewId, view: View) => {
    setOpenId(id);
    replace(filtersOfView(view));
    if (view.columns !== null) onColumns(view.columns);
  };
  return { openId, setOpenId, show };
}
