/** What exports ask the core for. */

import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, type CallQuery, type ExportOptions, type FolderId, type RelativeRange } from '../../ipc';
import { untilAnswered } from '../../lib/until-answered';

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
  /** From when on something can be new in a folder. */
  earlier: (folder: FolderId, query: CallQuery) =>
    queryOptions({
      queryKey: ['export-earlier', folder, query],
      queryFn: () => api.findEarlier(folder, query),
      gcTime: 0,
      retry: false,
    }),
  /** The days that a relative range means now. */
  range: (range: RelativeRange, zone: string) =>
    queryOptions({
      queryKey: ['export-range', range, zone],
      queryFn: () => api.resolveRange(range, zone),
      gcTime: 0,
    }),
  /** The kept exports. */
  presets: () => queryOptions({ queryKey: ['export-presets'], queryFn: () => api.listPresets() }),
  /** Bytes, time and room; the core answers the newest question alone. */
  estimate: (query: CallQuery, options: ExportOptions, folder: FolderId | null) =>
    queryOptions({
      queryKey: [
        'export-estimate',
        query,
        options.audio,
        options.sound,
        options.zip,
        options.limitRateKb,
        folder,
      ],
      queryFn: ({ signal }) => untilAnswered(signal, () => api.estimateExport(query, options, folder)),
      placeholderData: keepPreviousData,
      gcTime: 0,
      retry: false,
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
