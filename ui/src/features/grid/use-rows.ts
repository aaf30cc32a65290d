/**
 * The rows behind the grid: pages of the query as they are scrolled to. While the range is being read the rows on screen
 * are renewed only when nobody is at work in the grid, so that nothing moves under the pointer.
 */
import { useQueryClient } from '@tanstack/react-query';
import type { GridApi, IDatasource } from 'ag-grid-community';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type AppError, type CallQuery, type CallRow, toAppError } from '../../ipc';
import { fetchPage } from './queries';

export interface Rows {
  datasource: IDatasource;
  /** Rows of the query as the last page told; null before the first. */
  total: number | null;
  failure: AppError | null;
  /** More has arrived than is shown. */
  behind: boolean;
  /** Renews the rows on screen. */
  renew: () => void;
}

interface Input {
  grid: GridApi<CallRow> | null;
  query: CallQuery;
  /** Changes when the catalogue may hold more. */
  revision: string;
  /** Somebody is at work in the grid: rows must stay where they are. */
  isBusy: () => boolean;
}

export function useRows({ grid, query, revision, isBusy }: Input): Rows {
  const client = useQueryClient();
  const [total, setTotal] = useState<number | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [behind, setBehind] = useState(false);
  const shown = useRef<number | null>(null);

  const datasource = useMemo((): IDatasource => {
    let stale = false;
    return {
      getRows: ({ startRow, endRow, successCallback, failCallback }) => {
        fetchPage(client, query, startRow, endRow - startRow)
          .then((page) => {
            successCallback(page.rows, page.total);
            if (stale) return;
            shown.current = page.total;
            setTotal(page.total);
            setFailure(null);
          })
          .catch((thrown: unknown) => {
            failCallback();
            if (!stale) setFailure(toAppError(thrown));
          });
      },
      destroy: () => {
        stale = true;
      },
    };
  }, [client, query]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another question starts afresh
  useEffect(() => {
    shown.current = null;
    setTotal(null);
    setFailure(null);
    setBehind(false);
  }, [query]);

  const renew = useCallback(() => {
    setBehind(false);
    // Rows are on their way: until they are here, nothing is known to be behind.
    shown.current = null;
    if (grid !== null && !grid.isDestroyed()) grid.refreshInfiniteCache();
  }, [grid]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new revision asks for new rows
  useEffect(() => {
    if (revision === '' || grid === null) return;
    let stale = false;
    fetchPage(client, query, 0, 1)
      .then((page) => {
        if (stale) return;
        // The same rows may have news (a recording has joined its call); they stay in their places.
        const moves = shown.current !== null && shown.current > 0 && page.total !== shown.current;
        if (moves && isBusy()) setBehind(true);
        else renew();
      })
      // The page that is scrolled to next tells the failure; here it would be told twice.
      .catch(() => undefined);
    return () => {
      stale = true;
    };
  }, [revision, grid]);

  return { datasource, total, failure, behind, renew };
}
