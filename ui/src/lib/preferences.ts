/** The person's choices, shared by all features: read once, changed at once on screen, kept by the shell. */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type ExportOptions, type Preferences } from '../ipc';

/** The shell always sends every choice; only what it is given may leave some out. */
export type Choices = Required<Preferences> & { export: ExportOptions };

export const preferencesQuery = queryOptions({
  queryKey: ['preferences'],
  queryFn: async () => (await api.getPreferences()) as Choices,
  staleTime: Number.POSITIVE_INFINITY,
});

export const appInfoQuery = queryOptions({
  queryKey: ['app-info'],
  queryFn: () => api.getAppInfo(),
  staleTime: Number.POSITIVE_INFINITY,
});

export function usePreferences(): Choices | undefined {
  return useQuery(preferencesQuery).data;
}

/** Changes some choices; what is on screen follows before the shell has answered, and goes back if it refuses. */
export function useChangePreferences() {
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (next: Choices) => api.setPreferences(next),
    // One after the other, or an older choice could be written last.
    scope: { id: 'preferences' },
    onError: () => client.invalidateQueries({ queryKey: preferencesQuery.queryKey }),
  });
  return (change: Partial<Choices>) => {
    const now = client.getQueryData(preferencesQuery.queryKey);
    if (now === undefined) return;
    const next = { ...now, ...change };
    client.setQueryData(preferencesQuery.queryKey, next);
    mutate(next);
  };
}
