/**
 * The rows behind the grid: pages of the query as they are scrolled to. While the range is being read the rows on screen
 * are renewed around the one at the top, and not at all under the pointer, so that nothing moves where somebody looks.
 */
import { useQueryClient } from '@tanstack/react-query';
import type { IDatasource } from 'ag-grid-community';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { type AppError, api, type CallQuery, toAppError } from '../../ipc';
import { untilAnswered } from '../../lib/until-answered';
import type { CallsApi } from './calls-grid';
import { anchorOf, renewAround, rowsInView } from './hold-place';
import { PAGE, PageLoader } from './page-loader';
import { callQueries } from './queries';
import { useAhead } from './use-ahead';

export interface Rows {
  datasource: IDatasource;
  /** Rows of the query, or at least so many while they are counted; null before the first page. */
  total: number | null;
  /** The rows are being counted: there may be more than `total`. */
  counting: boolean;
  failure: AppError | null;
  /** More has arrived than is shown. */
  behind: boolean;
  /** Renews the rows on screen. */
  renew: () => void;
}

interface Input {
  grid: CallsApi | null;
  query: CallQuery;
  /** Changes when the catalogue may hold more. */
  revision: string;
  /** The pointer is over the rows: they must stay where they are. */
  isBusy: () => boolean;
}

export function useRows({ grid, query, revision, isBusy }: Input): Rows {
  const client = useQueryClient();
  const [total, setTotal] = useState<number | null>(null);
  const [counting, setCounting] = useState(false);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [behind, setBehind] = useState(false);
  const shown = useRef<number | null>(null);
  const latest = useRef({ grid, revision });
  useLayoutEffect(() => {
    latest.current = { grid, revision };
  });

  const source = useMemo(() => {
    const over = new AbortController();
    const fetch = (offset: number) => untilAnswered(over.signal, () => api.getShownPage(query, offset, PAGE));
    const view = () => {
      const { grid: now } = latest.current;
      if (now === null || now.isDestroyed()) return { first: 0, last: 0 };
      return rowsInView(now);
    };
    const positionOf = (call: string) => api.getPosition(query, call);
    const count = async () =>
      (await client.fetchQuery(callQueries.shown(query, latest.current.revision))).calls;
    return { over, fetch, positionOf, count, loader: new PageLoader(fetch, view) };
  }, [client, query]);
  const asked = useRef(source);
  useEffect(() => {
    // Of two questions in the core each ends the other: the one that nobody looks at any more is not asked again.
    if (asked.current !== source) asked.current.over.abort();
    asked.current = source;
  }, [source]);

  const datasource = useMemo((): IDatasource => {
    let stale = false;
    const know = (counted: number) => {
      shown.current = counted;
      setTotal(counted);
      setCounting(false);
    };
    // The first rows are there before all are counted; the bar gets its length when they are.
    const count = async () => {
      const counted = await source.count();
      const { grid: now } = latest.current;
      if (stale || now === null || now.isDestroyed()) return;
      now.setRowCount(counted, true);
      know(counted);
    };
    return {
      getRows: ({ startRow, successCallback, failCallback }) =>
        source.loader.ask(startRow, {
          deliver: (page) => {
            successCallback(page.rows, page.total ?? undefined);
            if (stale) return;
            setFailure(null);
            if (page.total !== null) {
              know(page.total);
              return;
            }
            const atLeast = startRow + page.rows.length;
            setTotal((known) => Math.max(known ?? 0, atLeast));
            setCounting(true);
            // What cannot be counted cannot be shown either: the next page tells why.
            count().catch(() => undefined);
          },
          fail: (thrown) => {
            failCallback();
            if (!stale) setFailure(toAppError(thrown));
          },
        }),
      destroy: () => {
        stale = true;
        source.loader.close();
      },
    };
  }, [source]);
  useAhead(grid, source.loader);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another question starts afresh
  useEffect(() => {
    shown.current = null;
    setTotal(null);
    setCounting(false);
    setFailure(null);
    setBehind(false);
  }, [query]);

  const renewing = useRef(false);
  const again = useRef(false);
  const renew = useCallback(() => {
    setBehind(false);
    if (grid === null || grid.isDestroyed()) return;
    const anchor = anchorOf(grid);
    if (anchor === null) {
      source.loader.clearStock();
      grid.refreshInfiniteCache();
      return;
    }
    // One after the other: two would hold the place of rows that the other has moved.
    again.current = renewing.current;
    if (renewing.current) return;
    renewing.current = true;
    void renewAround(grid, anchor, source).finally(() => {
      renewing.current = false;
      if (!again.current) return;
      if (isBusy()) setBehind(true);
      else latestRenew.current();
    });
  }, [grid, source, isBusy]);
  const latestRenew = useRef(renew);
  useLayoutEffect(() => {
    latestRenew.current = renew;
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new revision asks for new rows
  useEffect(() => {
    if (revision === '' || grid === null) return;
    let stale = false;
    source
      .count()
      .then((counted) => {
        if (stale) return;
        // The same rows may have news (a recording has joined its call); they stay in their places.
        const moves = shown.current !== null && shown.current > 0 && counted !== shown.current;
        if (moves && isBusy()) {
          setBehind(true);
          return;
        }
        shown.current = counted;
        renew();
      })
      // The page that is scrolled to next tells the failure; here it would be told twice.
      .catch(() => undefined);
    return () => {
      stale = true;
    };
  }, [revision, grid]);

  return { datasource, total, counting, failure, behind, renew };
}
