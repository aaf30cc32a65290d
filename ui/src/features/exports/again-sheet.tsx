/** The export sheet over what was asked before: a kept export, or a job with new days. */
import { useState } from 'react';
import { api, type ExportChoices, type JobSnapshot, type PresetView, whole } from '../../ipc';
import { type Days, presetDays } from './days';
import { ExportSheet } from './export-sheet';

interface Again {
  readonly choices: ExportChoices;
  readonly days: Days;
}

const UNKNOWN = { calls: 0, recordings: 0, talkS: 0 };

/** Opens the sheet again; it stays mounted while it slides away. */
export function useAgain() {
  const [again, setAgain] = useState<Again | null>(null);
  const [opened, setOpened] = useState(false);
  const open = (next: Again) => {
    setAgain(next);
    setOpened(true);
  };
  const sheet = again !== null && (
    <ExportSheet
      opened={opened}
      onClose={() => setOpened(false)}
      query={again.choices.query}
      what={again.choices.query.filter.ids.length === 0 ? 'all' : 'selection'}
      totals={UNKNOWN}
      zone={again.choices.query.range.zone}
      preset={whole(again.choices.options)}
      begin={{ folder: again.choices.folder, days: again.days }}
    />
  );
  return {
    sheet,
    runPreset: (preset: PresetView) => open({ choices: preset.choices, days: presetDays(preset) }),
    runJob: async (job: JobSnapshot) =>
      open({ choices: await api.getJobChoices(job.id), days: { kind: 'asked' } }),
  };
}
