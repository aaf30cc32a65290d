/** The saved views of the profile, and what can be done with them. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type AppError, api, type SavedView, toAppError, type View } from '../../ipc';
import { useSession } from '../../lib/session';
import { searchQueries } from './queries';
import { moved } from './view-model';

type Change =
  | { kind: 'save'; id: string | null; view: View }
  | { kind: 'delete'; id: string }
  | { kind: 'move'; id: string; by: -1 | 1 };

export function useViews() {
  const client = useQueryClient();
  const profile = useSession()?.profile ?? '';
  const query = searchQueries.views(profile);
  const { data: views = [] } = useQuery(query);
  const { mutateAsync, error, reset } = useMutation({
    mutationFn: async (change: Change): Promise<SavedView | null> => {
      switch (change.kind) {
        case 'save':
          return api.saveView(change.id, change.view);
        case 'delete':
          return api.deleteView(change.id);
        case 'move': {
          const ids = views.map(({ id }) => id);
          return api.orderViews(moved(ids, change.id, change.by));
        }
      }
    },
    onSettled: () => client.invalidateQueries({ queryKey: query.queryKey }),
  });
  const change = (what: Change) => mutateAsync(what).catch(() => null);
  const failure: AppError | null = error === null ? null : toAppError(error);
  return { views, change, failure, reset };
}
