/** The legs of the call that the inspector shows, and reading them from the PBX again. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type CallId } from '../../ipc';
import { inspectorQueries } from './queries';

/** `settled` is false while the selection still moves: nothing is asked of the PBX then. */
export function useLegs(id: CallId, zone: string, settled: boolean) {
  return useQuery({ ...inspectorQueries.legs(id, zone), enabled: settled });
}

/** Reads the legs from the PBX, whatever is kept, and the raw record with them. */
export function useReadAgain(id: CallId, zone: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.getLegs(id, zone, true),
    onSuccess: (fresh) => client.setQueryData(inspectorQueries.legs(id, zone).queryKey, fresh),
  });
}
