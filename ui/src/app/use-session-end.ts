/** The PBX may end the session at any moment; the session then says so itself. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onSessionExpired } from '../ipc';
import { sessionQuery } from '../lib/session';

export function useSessionEnd(): void {
  const client = useQueryClient();
  useEffect(() => {
    const listening = onSessionExpired(() =>
      client.setQueryData(sessionQuery.queryKey, (session) => session && { ...session, ended: true }),
    );
    return () => {
      void listening.then((unlisten) => unlisten());
    };
  }, [client]);
}
