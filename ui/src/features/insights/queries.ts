/** What the charts ask the core. */
import { queryOptions } from '@tanstack/react-query';
import { api, type CallQuery, type ExtensionOrder } from '../../ipc';

/** Rows of extensions that are shown at once. */
export const EXTENSIONS_SHOWN = 25;

export const insightsQueries = {
  /** Null when a newer question ended this one. */
  picture: (query: CallQuery) =>
    queryOptions({
      queryKey: ['insights', query],
      queryFn: () => api.getInsights(query),
    }),
  /** Of the picture of that moment: a newer one has other extensions. */
  extensions: (query: CallQuery, order: ExtensionOrder, offset: number, pictured: number) =>
    queryOptions({
      queryKey: ['insights-extensions', query, order, offset, pictured],
      queryFn: () => api.listExtensionInsights(query, order, offset, EXTENSIONS_SHOWN),
    }),
};
