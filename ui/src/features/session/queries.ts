/** What the sign-in screen asks. */
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../ipc';

export const sessionQueries = {
  probe: (server: string, domain: string, pin: string | null, connection: string | null) =>
    queryOptions({
      queryKey: ['probe', server, domain, pin, connection],
      queryFn: () => api.probeServer(server, domain, pin, connection),
      // Of the server itself the domain changes nothing: a certificate in question stays in question while it is typed.
      placeholderData: (known, asked) => {
        const [, server0, , pin0, connection0] = asked?.queryKey ?? [];
        return server0 === server && pin0 === pin && connection0 === connection ? known : undefined;
      },
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
