/** What exports ask the core for. */

import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, type CallQuery, type ExportOptions } from '../../ipc';

export const exportQueries = {
  /** All jobs, newest first; kept current by the watchers (see `use-jobs.ts`), never by asking again. */
  jobs: () =>
    queryOptions({
      queryKey: ['jobs'],
      queryFn: () => api.listJobs(),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  /** The folder to begin with. */
  folder: () =>
    queryOptions({
      queryKey: ['export-folder'],
      queryFn: () => api.suggestFolder(),
      // Free room changes while the sheet is closed.
      gcTime: 0,
      refetchOnWindowFocus: false,
    }),
  /** What a name template makes of the first recordings. */
  names: (query: CallQuery, template: string) =>
    queryOptions({
      queryKey: ['export-names', query, template],
      queryFn: () => api.previewNames(query, template),
      placeholderData: keepPreviousData,
      gcTime: 10_000,
      retry: false,
    }),
  /** What an export with these options would do, whatever its files are called. */
  preview: (query: CallQuery, { nameTemplate, ...options }: ExportOptions) =>
    queryOptions({
      queryKey: ['export-preview', query, options],
      queryFn: () => api.previewExport(query, { ...options, nameTemplate }),
      placeholderData: keepPreviousData,
      gcTime: 10_000,
      retry: false,
    }),
};
