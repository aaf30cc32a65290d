/**
 * The reading of a range from the PBX: started whenever the range changes, and watched for as long as it is shown. What
 * arrives is in the catalogue; this only tells how far it is, and how many calls have ended since.
 */
import { useCallback, useEffect, useState } from 'react';
import { type AppError, api, type RangeInput, type SearchSnapshot, toAppError, watchSearch } from '../../ipc';

export interface Reading {
  snapshot: SearchSnapshot | null;
  /** Set when the search could not even start. */
  refused: AppError | null;
  /** Reads the range again. */
  again: () => void;
  /** Reads the calls that ended since; throws what the core says. */
  showNew: () => Promise<void>;
}

const ASKS_NOTHING = {
  extensions: [],
  directions: [],
  number: null,
  minTalkS: null,
  maxTalkS: null,
  answered: null,
  recorded: null,
  text: null,
  ids: [],
};

export function useReading(range: RangeInput): Reading {
  const [snapshot, setSnapshot] = useState<SearchSnapshot | null>(null);
  const [refused, setRefused] = useState<AppError | null>(null);
  const [round, setRound] = useState(0);
  const { from, to, zone } = range;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round reads the same range again
  useEffect(() => {
    let stale = false;
    setSnapshot(null);
    setRefused(null);
    // The whole range is read, whatever the filters: they are answered by the catalogue.
    api
      .startSearch({ range: { from, to, zone }, filter: ASKS_NOTHING, sort: [] })
      .then((id) => (stale ? undefined : watchSearch(id, (next) => !stale && setSnapshot(next))))
      .catch((thrown: unknown) => !stale && setRefused(toAppError(thrown)));
    return () => {
      stale = true;
    };
  }, [from, to, zone, round]);

  const again = useCallback(() => setRound((now) => now + 1), []);
  const id = snapshot?.id;
  const showNew = useCallback(async () => {
    if (id !== undefined) await api.showNewCalls(id);
  }, [id]);
  return { snapshot, refused, again, showNew };
}
