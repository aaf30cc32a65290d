/** Leaving the session: by choice, or because the PBX ended it. */
import { useQueryClient } from '@tanstack/react-query';
import { usePlayer } from '../features/player';
import { api } from '../ipc';
import { sessionQuery } from '../lib/session';

export function useLeave() {
  const client = useQueryClient();
  const player = usePlayer();
  const signInAgain = () => {
    player.close();
    client.setQueryData(sessionQuery.queryKey, null);
  };
  const signOut = () => {
    // Whatever the PBX answers, this window forgets the session.
    void api
      .signOut()
      .catch(() => undefined)
      .finally(signInAgain);
  };
  return { signOut, signInAgain };
}
