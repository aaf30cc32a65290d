/** The state of an open export sheet: folder, options, what they would do, and starting it. */

import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type AppError,
  api,
  type CallQuery,
  type CallTotals,
  type ExportOptions,
  type ExportPreview,
  type FolderChoice,
  type JobId,
  type NamePreview,
  toAppError,
} from '../../ipc';
import { useChangePreferences } from '../../lib/preferences';
import { exportQueries } from './queries';

/** A choice waits this long before its sums are asked for. The names follow every key. */
const PREVIEW_AFTER_MS = 250;

export interface ExportForm {
  readonly options: ExportOptions;
  set(change: Partial<ExportOptions>): void;
  readonly folder: FolderChoice | null;
  /** True until the suggested folder is known. */
  readonly folderPending: boolean;
  readonly folderFailure: AppError | null;
  chooseFolder(): void;
  readonly preview: ExportPreview | undefined;
  readonly names: NamePreview | undefined;
  /** True while the names shown are those of an older template. */
  readonly namesStale: boolean;
  readonly namesFailure: AppError | null;
  readonly totals: CallTotals;
  start(): void;
  readonly starting: boolean;
  readonly startFailure: AppError | null;
}

interface Input {
  opened: boolean;
  query: CallQuery;
  totals: CallTotals;
  /** The choices of last time. */
  remembered: ExportOptions;
  /** Choices of this one export, which are not remembered. */
  preset: Partial<ExportOptions> | undefined;
  onStarted: (id: JobId) => void;
}

const failureOf = (error: unknown): AppError | null => (error === null ? null : toAppError(error));

export function useExportForm({ opened, query, totals, remembered, preset, onStarted }: Input): ExportForm {
  const client = useQueryClient();
  const changePreferences = useChangePreferences();
  const [options, setOptions] = useState<ExportOptions>({ ...remembered, ...preset });
  const [chosen, setChosen] = useState<FolderChoice | null>(null);
  // One sheet starts one export, however often the button is pressed.
  const [request] = useState(() => crypto.randomUUID());

  const suggested = useQuery(exportQueries.folder());
  const folder = chosen ?? suggested.data ?? null;
  const choose = useMutation({
    mutationFn: () => api.chooseFolder(),
    onSuccess: (choice) => choice !== null && setChosen(choice),
  });

  const [settled] = useDebouncedValue(options, PREVIEW_AFTER_MS);
  const preview = useQuery({ ...exportQueries.preview(query, settled), enabled: opened });
  const names = useQuery({ ...exportQueries.names(query, options.nameTemplate), enabled: opened });

  const starting = useMutation({
    mutationFn: (id: FolderChoice['id']) => api.startExport({ request, query, folder: id, options }),
    async onSuccess(job) {
      if (preset === undefined) changePreferences({ export: options });
      await client.invalidateQueries({ queryKey: exportQueries.jobs().queryKey });
      onStarted(job);
    },
  });

  return {
    options,
    set: (change) => setOptions((now) => ({ ...now, ...change })),
    folder,
    folderPending: suggested.isPending,
    folderFailure: failureOf(choose.error),
    chooseFolder: () => choose.mutate(),
    preview: preview.data,
    names: names.data,
    namesStale: names.isPlaceholderData,
    namesFailure: failureOf(names.error),
    totals: preview.data?.totals ?? totals,
    start: () => folder !== null && starting.mutate(folder.id),
    starting: starting.isPending,
    startFailure: failureOf(starting.error),
  };
}
