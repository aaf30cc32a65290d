/** The picture of a query, drawn anew while calls arrive. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { type AppError, type CallQuery, type Insights, type SearchSnapshot, toAppError } from '../../ipc';
import { insightsQueries } from './queries';

/** While a range is being read, it is summed up once in so many milliseconds. */
const EVERY = 2000;

export interface PictureState {
  shown: { insights: Insights; query: CallQuery } | null;
  /** When it was made; a number to tell pictures apart. */
  at: number;
  /** It is of another question than the one asked now. */
  old: boolean;
  failure: AppError | null;
  again: () => void;
}

export function usePicture(query: CallQuery, snapshot: SearchSnapshot | null): PictureState {
  const { data, error, refetch, isPlaceholderData, dataUpdatedAt } = useQuery({
    ...insightsQueries.picture(query),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const reading = snapshot?.phase === 'reading';
  // While it is read, now and then; when it has been read, and with every call heard of later, once.
  const state = reading ? 'reading' : `${snapshot?.id} ${snapshot?.heldCalls} ${snapshot?.heldRecordings}`;
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another state is the reason
  useEffect(() => {
    // What is asked at first is asked by the query itself.
    if (first.current) {
      first.current = false;
      if (!reading) return;
    }
    if (!reading) {
      void refetch();
      return;
    }
    const timer = setInterval(() => void refetch({ cancelRefetch: false }), EVERY);
    return () => clearInterval(timer);
  }, [state, refetch]);
  return {
    shown: data ?? null,
    at: dataUpdatedAt,
    old: isPlaceholderData,
    failure: error === null ? null : toAppError(error),
    again: () => void refetch(),
  };
}
