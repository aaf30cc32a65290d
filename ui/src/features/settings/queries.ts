/** What the settings ask beyond the preferences. */
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../ipc';

export const settingsQueries = {
  profiles: () => queryOptions({ queryKey: ['profiles'], queryFn: () => api.listProfiles() }),
  /** Read anew each time it is looked at: it grows behind the window's back. */
  activity: () => queryOptions({ queryKey: ['activity'], queryFn: () => api.getActivity(), staleTime: 0 }),
  /** Likewise. */
  storage: () => queryOptions({ queryKey: ['storage'], queryFn: () => api.getStorage(), staleTime: 0 }),
};
