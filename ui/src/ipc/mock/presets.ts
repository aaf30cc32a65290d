/** Presets and days as the mock keeps them. */
import type { FolderChoice, PresetInput, PresetView, RangeInput, RelativeRange } from '../bindings.gen';

const presets = new Map<string, PresetView>();

function shifted(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** The days of a relative range, in UTC: near enough for a mock. */
export function daysOf(range: RelativeRange, zone: string): RangeInput {
  const today = shifted(0);
  const month = `${today.slice(0, 7)}-01`;
  const last = new Date(Date.parse(month) - 86_400_000).toISOString().slice(0, 10);
  const [from, to] = {
    today: [today, today],
    yesterday: [shifted(-1), shifted(-1)],
    last_7_days: [shifted(-6), today],
    last_30_days: [shifted(-29), today],
    this_month: [month, today],
    last_month: [`${last.slice(0, 7)}-01`, last],
  }[range] as [string, string];
  return { from, to, zone };
}

export function list(): PresetView[] {
  return [...presets.values()].sort((a, b) => a.name.localeCompare(b.name));
}

export function save(input: PresetInput, folder: FolderChoice): null {
  const range = input.days.kind === 'relative' ? daysOf(input.days.range, input.zone) : input.days.range;
  presets.set(input.name, {
    name: input.name,
    days: input.days,
    onlyNew: input.onlyNew,
    choices: {
      query: { range, filter: input.filter, sort: [] },
      options: input.options,
      folder: input.folder === null ? null : folder,
    },
  });
  return null;
}

export function remove(name: string): boolean {
  return presets.delete(name);
}
