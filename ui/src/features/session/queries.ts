/** What the sign-in screen asks. */
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../ipc';

export const sessionQueries = {
  probe: (server: string, domain: string, pin: string | null, connection: string | null) =>
    queryOptions({
      queryKey: ['probe', server, domain, pin, connection],
      queryFn: () => api.probeServer(server, domain, pin, connection),
      staleTime: 20_000,
      gcTime: 60_000,
      retry: false,
    }),
  profiles: () =>
    queryOptions({
      queryKey: ['profiles'],
      queryFn: () => api.listProfiles(),
    }),
};
