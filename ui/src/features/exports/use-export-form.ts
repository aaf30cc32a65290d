/** The state of an open export sheet: folder, options, what they would do, and starting it. */

import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type AppError,
  api,
  type CallQuery,
  type CallTotals,
  type ExportEstimate,
  type ExportOptions,
  type ExportPreview,
  type FolderChoice,
  type JobId,
  type NamePreview,
  type NewSince,
  type PresetInput,
  type PresetView,
  toAppError,
  whole,
} from '../../ipc';
import { useChangePreferences } from '../../lib/preferences';
import { type Days, keptDays, presetDays } from './days';
import { exportQueries } from './queries';
import { useDays } from './use-days';

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
  readonly estimate: ExportEstimate | null;
  /** As it was asked for; `query` has the days that are chosen now. */
  readonly asked: CallQuery;
  readonly query: CallQuery;
  readonly days: Days;
  setDays(days: Days): void;
  /** False while a date is missing. */
  readonly hasDays: boolean;
  /** True when the days are others than those that were read for the list. */
  readonly unread: boolean;
  /** From when on something can be new in the folder. */
  readonly earlier: NewSince | null;
  /** Takes over days, choices and folder of a kept export; which calls stays. */
  apply(preset: PresetView): void;
  /** The choices to keep under a name. */
  asPreset(name: string): PresetInput;
  start(): void;
  readonly starting: boolean;
  readonly startFailure: AppError | null;
}

/** Folder and days of an export that is done again. */
export interface ExportBegin {
  readonly folder: FolderChoice | null;
  readonly days: Days;
}

interface Input {
  opened: boolean;
  query: CallQuery;
  totals: CallTotals;
  /** The choices of last time. */
  remembered: ExportOptions;
  /** Choices of this one export, which are not remembered. */
  preset: Partial<ExportOptions> | undefined;
  begin: ExportBegin | undefined;
  onStarted: (id: JobId) => void;
}

const failureOf = (error: unknown): AppError | null => (error === null ? null : toAppError(error));

export function useExportForm(input: Input): ExportForm {
  const { opened, query: asked, totals, remembered, preset, begin, onStarted } = input;
  const client = useQueryClient();
  const changePreferences = useChangePreferences();
  const [options, setOptions] = useState<ExportOptions>({ ...remembered, ...preset });
  const [chosen, setChosen] = useState<FolderChoice | null>(begin?.folder ?? null);
  // One sheet starts one export, however often the button is pressed.
  const [request] = useState(() => crypto.randomUUID());

  const suggested = useQuery(exportQueries.folder());
  const folder = chosen ?? suggested.data ?? null;
  const choose = useMutation({
    mutationFn: () => api.chooseFolder(),
    onSuccess: (choice) => choice !== null && setChosen(choice),
  });
  const { days, setDays, range, earlier } = useDays(asked, begin?.days, folder, opened);
  const query = { ...asked, range: range ?? asked.range };

  const [settled] = useDebouncedValue(options, PREVIEW_AFTER_MS);
  const preview = useQuery({ ...exportQueries.preview(query, settled), enabled: opened });
  const names = useQuery({ ...exportQueries.names(query, options.nameTemplate), enabled: opened });
  const place = folder?.id ?? null;
  const estimate = useQuery({ ...exportQueries.estimate(query, settled, place), enabled: opened });

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
    estimate: estimate.data ?? null,
    asked,
    query,
    days,
    setDays,
    hasDays: range !== null,
    unread: begin !== undefined || days.kind !== 'asked',
    earlier,
    apply: (kept) => {
      setOptions({ ...remembered, ...whole(kept.choices.options) });
      setDays(presetDays(kept));
      if (kept.choices.folder !== null) setChosen(kept.choices.folder);
    },
    asPreset: (name) => ({
      name,
      days: keptDays(days, query.range),
      zone: asked.range.zone,
      onlyNew: days.kind === 'new',
      filter: asked.filter,
      options,
      folder: folder?.id ?? null,
    }),
    start: () => folder !== null && starting.mutate(folder.id),
    starting: starting.isPending,
    startFailure: failureOf(starting.error),
  };
}
