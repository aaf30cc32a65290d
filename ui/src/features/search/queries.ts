/** What the search bar asks the core. */
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../ipc';

export const searchQueries = {
  directory: (profile: string) =>
    queryOptions({
      queryKey: ['directory', profile],
      queryFn: () => api.listDirectory(),
      staleTime: 60_000,
    }),
};
