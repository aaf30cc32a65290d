/** What the charts ask the core. */
import { queryOptions } from '@tanstack/react-query';
import { api, type CallQuery, type ExtensionOrder } from '../../ipc';
import { untilAnswered } from '../../lib/until-answered';

/** Rows of extensions that are shown at once. */
export const EXTENSIONS_SHOWN = 25;

export const insightsQueries = {
  /** With the question it answers. */
  picture: (query: CallQuery) =>
    queryOptions({
      queryKey: ['insights', query],
      queryFn: async ({ signal }) => ({
        insights: await untilAnswered(signal, () => api.getInsights(query)),
        query,
      }),
    }),
  /** Of the picture of that moment: a newer one has other extensions. */
  extensions: (query: CallQuery, order: ExtensionOrder, offset: number, pictured: number) =>
    queryOptions({
      queryKey: ['insights-extensions', query, order, offset, pictured],
      queryFn: ({ signal }) =>
        untilAnswered(signal, () => api.listExtensionInsights(query, order, offset, EXTENSIONS_SHOWN)),
    }),
};
