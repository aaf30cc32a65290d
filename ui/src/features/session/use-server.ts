/** Probes the server as soon as its address has been typed. */
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { toAppError } from '../../ipc';
import { sessionQueries } from './queries';
import { failureState, isPlainHttp, isProbeable, probeState, type ServerState } from './sign-in-model';

export function useServer(
  server: string,
  domain: string,
  pin: string | null,
  connection: string | null,
): ServerState {
  const typed = server.trim();
  const [settled] = useDebouncedValue(typed, 500);
  const [tenant] = useDebouncedValue(domain.trim(), 700);
  // Over plain HTTP nothing is asked before it is allowed aloud.
  const enabled = isProbeable(settled) && !isPlainHttp(settled);
  const { data, error, isFetching } = useQuery({
    ...sessionQueries.probe(settled, tenant, pin, connection),
    enabled,
  });
  if (typed === '' || !isProbeable(typed) || isPlainHttp(typed)) return { is: 'empty' };
  if (settled !== typed || (isFetching && data === undefined)) return { is: 'checking' };
  if (error !== null) return failureState(toAppError(error));
  return data === undefined ? { is: 'checking' } : probeState(data);
}
