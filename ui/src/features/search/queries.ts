/** What the search bar asks the core. */
import { queryOptions } from '@tanstack/react-query';
import { api, type ListField } from '../../ipc';

export const searchQueries = {
  directory: (profile: string) =>
    queryOptions({
      queryKey: ['directory', profile],
      queryFn: () => api.listDirectory(),
      staleTime: 60_000,
    }),
  values: (profile: string, field: ListField, part: string) =>
    queryOptions({
      queryKey: ['filter-values', profile, field, part],
      queryFn: () => api.filterValues(field, part),
      staleTime: 10_000,
      placeholderData: (before) => before,
    }),
  recent: (profile: string) =>
    queryOptions({
      queryKey: ['recent-searches', profile],
      queryFn: () => api.listRecentSearches(),
    }),
  views: (profile: string) =>
    queryOptions({
      queryKey: ['views', profile],
      queryFn: () => api.listViews(),
    }),
};
