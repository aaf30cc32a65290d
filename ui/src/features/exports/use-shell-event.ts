/** Listens to an event of the shell for as long as a component is shown. */

import { useEffect, useEffectEvent } from 'react';

export function useShellEvent<T>(
  listen: (listener: (event: T) => void) => Promise<() => void>,
  listener: (event: T) => void,
): void {
  const heard = useEffectEvent(listener);
  useEffect(() => {
    const listening = listen((event) => heard(event));
    return () => {
      // The shell answers later than a component can leave: what was begun is ended once it stands.
      listening.then(
        (stop) => stop(),
        () => undefined,
      );
    };
  }, [listen]);
}
