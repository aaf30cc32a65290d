/** What is selected of a result: how many, as which question, and what an export of it asks for. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CallQuery, CallTotals } from '../../ipc';
import { callQueries } from './queries';
import { countOf, type Selection, type SelectionStore, selectionQuery, useSelection } from './selection';

/** What is to be exported: some calls, or everything found. */
export interface ExportOrder {
  query: CallQuery;
  whole: boolean;
  totals: CallTotals;
}

export interface Selected {
  selection: Selection;
  count: number;
  /** Seconds of talk; null until known. */
  talkS: number | null;
  /** The selection, else everything found. */
  order: () => ExportOrder;
}

interface Input {
  store: SelectionStore;
  query: CallQuery;
  /** Everything found. */
  total: number;
  totals: CallTotals | undefined;
  revision: string;
}

export function useSelected({ store, query, total, totals, revision }: Input): Selected {
  const selection = useSelection(store);
  const count = countOf(selection, total);
  const selected = useMemo(() => selectionQuery(selection, query), [selection, query]);
  const { data } = useQuery({ ...callQueries.totals(selected, revision), enabled: count > 0 });
  const order = (): ExportOrder => {
    const whole = count === 0 || selection.all;
    const calls = whole ? total : count;
    return {
      query: whole ? query : selected,
      whole,
      totals: (whole ? totals : data) ?? { calls, recordings: 0, talkS: 0 },
    };
  };
  return { selection, count, talkS: data?.talkS ?? null, order };
}
