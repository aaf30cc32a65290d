/** What the settings ask beyond the preferences. */
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../ipc';

export const settingsQueries = {
  profiles: () => queryOptions({ queryKey: ['profiles'], queryFn: () => api.listProfiles() }),
};
