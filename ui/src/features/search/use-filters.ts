/** The filters in the URL, and the query they make now. */
import { useCallback, useMemo } from 'react';
import type { CallQuery } from '../../ipc';
import { paramsOf, replaceParams, usePlaceParams } from '../../lib/route';
import { useZone } from '../../lib/session';
import { dayIn } from '../../lib/zone';
import { type Filters, parseFilters, queryOf, writeFilters } from './filters';

export interface Search {
  filters: Filters;
  /** The zone the range is meant in. */
  zone: string;
  query: CallQuery;
  change: (change: Partial<Filters>) => void;
  replace: (filters: Filters) => void;
}

export function useFilters(): Search {
  const params = usePlaceParams('calls');
  const usualZone = useZone();
  const filters = useMemo(() => parseFilters(new URLSearchParams(params)), [params]);
  const zone = filters.zone || usualZone;
  const today = dayIn(new Date(), zone);
  const query = useMemo(() => queryOf(filters, zone, today), [filters, zone, today]);
  const replace = useCallback((next: Filters) => replaceParams('calls', writeFilters(next)), []);
  const change = useCallback(
    (part: Partial<Filters>) => replace({ ...parseFilters(new URLSearchParams(paramsOf('calls'))), ...part }),
    [replace],
  );
  return { filters, zone, query, change, replace };
}
