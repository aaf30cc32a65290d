/** Who is signed in, as every feature may ask. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, type SessionView } from '../ipc';
import { appInfoQuery, usePreferences } from './preferences';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => api.getSession(),
  staleTime: Number.POSITIVE_INFINITY,
});

export function useSession(): SessionView | null {
  return useQuery(sessionQuery).data ?? null;
}

/** The zone ranges and times are shown in: the person's choice, else the tenant's, else this computer's. */
export function useZone(): string {
  const session = useSession();
  const preferred = usePreferences()?.zone ?? '';
  const system = useQuery(appInfoQuery).data?.systemZone;
  return preferred || session?.zone || system || 'UTC';
}
