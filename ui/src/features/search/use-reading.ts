/**
 * The reading of a range from the PBX: started whenever the range changes, and watched for as long as it is shown. What
 * arrives is in the catalogue; this only tells how far it is, and how many calls have ended since.
 */
import { useCallback, useEffect, useState } from 'react';
import {
  type AppError,
  api,
  type RangeInput,
  type SearchSnapshot,
  type SliceDifference,
  toAppError,
  watchSearch,
} from '../../ipc';

export interface Reading {
  snapshot: SearchSnapshot | null;
  /** Set when the search could not even start. */
  refused: AppError | null;
  /** Reads the range again where it is not known for good. */
  again: () => void;
  /** Reads all of the range again. */
  anew: () => void;
  /** Stops reading; what has come stays. */
  stop: () => void;
  /** Reads differing slices again, all of them when none is named; throws what the core says. */
  reread: (slices: SliceDifference[]) => Promise<void>;
  /** Reads the calls that ended since; throws what the core says. */
  showNew: () => Promise<void>;
}

/** A search is started so often when another one takes its place before it is watched. */
const MOST_STARTS = 3;

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
  const [round, setRound] = useState<{ anew: string | null }>({ anew: null });
  const { from, to, zone } = range;
  const key = `${from} ${to} ${zone}`;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round reads the same range again
  useEffect(() => {
    let stale = false;
    setSnapshot(null);
    setRefused(null);
    // The whole range is read, whatever the filters: they are answered by the catalogue.
    const query = { range: { from, to, zone }, filter: ASKS_NOTHING, sort: [] };
    const read = async (starts: number): Promise<void> => {
      const id = await (round.anew === key ? api.searchAnew(query) : api.startSearch(query));
      if (stale) return;
      try {
        await watchSearch(id, (next) => !stale && setSnapshot(next));
      } catch (thrown) {
        // The question before may reach the core after this one, and takes its place there.
        if (stale || starts === MOST_STARTS || toAppError(thrown).kind !== 'not_found') throw thrown;
        await read(starts + 1);
      }
    };
    read(1).catch((thrown: unknown) => !stale && setRefused(toAppError(thrown)));
    return () => {
      stale = true;
    };
  }, [from, to, zone, round]);

  const again = useCallback(() => setRound({ anew: null }), []);
  const anew = useCallback(() => setRound({ anew: key }), [key]);
  const id = snapshot?.id;
  const stop = useCallback(() => {
    if (id !== undefined) api.cancelSearch(id).catch(() => undefined);
  }, [id]);
  const reread = useCallback(
    async (slices: SliceDifference[]) => {
      if (id !== undefined) await api.readSlices(id, slices);
    },
    [id],
  );
  const showNew = useCallback(async () => {
    if (id !== undefined) await api.showNewCalls(id);
  }, [id]);
  return { snapshot, refused, again, anew, stop, reread, showNew };
}
