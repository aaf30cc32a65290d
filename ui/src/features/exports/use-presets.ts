/** The kept exports: listed, kept and forgotten. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type AppError, api, type PresetInput, type PresetView, toAppError } from '../../ipc';
import { exportQueries } from './queries';

/** By name; none until they are known. */
export function usePresets(): readonly PresetView[] {
  return useQuery(exportQueries.presets()).data ?? [];
}

export function useSavePreset(onSaved: () => void) {
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: (preset: PresetInput) => api.savePreset(preset),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: exportQueries.presets().queryKey });
      onSaved();
    },
  });
  const failure: AppError | null = saving.error === null ? null : toAppError(saving.error);
  return { save: saving.mutate, saving: saving.isPending, failure };
}

export function useDeletePreset(): (name: string) => void {
  const client = useQueryClient();
  const { queryKey } = exportQueries.presets();
  const deleting = useMutation({
    mutationFn: (name: string) => api.deletePreset(name),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  return deleting.mutate;
}
