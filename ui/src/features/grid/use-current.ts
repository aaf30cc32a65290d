/** The call in the inspector. One whose recording may still come is looked up again when there is news. */
import { type Dispatch, type SetStateAction, useEffect, useState } from 'react';
import { api, type CallRow } from '../../ipc';

export function useCurrent(
  zone: string,
  revision: string,
): [CallRow | null, Dispatch<SetStateAction<CallRow | null>>] {
  const [current, setCurrent] = useState<CallRow | null>(null);
  const awaited = current?.recordingMayCome === true ? current.id : null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new revision brings news
  useEffect(() => {
    if (awaited === null) return;
    let stale = false;
    api
      .getCall(awaited, zone)
      .then((row) => !stale && setCurrent((now) => (now?.id === row.id ? row : now)))
      // What is shown stays; the grid tells a failure that matters.
      .catch(() => undefined);
    return () => {
      stale = true;
    };
  }, [revision]);

  return [current, setCurrent];
}
