/** The days of an open export sheet, with what the core tells of them. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallQuery, FolderChoice, NewSince, RangeInput } from '../../ipc';
import { type Days, rangeOf } from './days';
import { exportQueries } from './queries';

interface SheetDays {
  readonly days: Days;
  setDays(days: Days): void;
  /** Null while it is not known, or while a date is missing. */
  readonly range: RangeInput | null;
  readonly earlier: NewSince | null;
}

export function useDays(
  asked: CallQuery,
  begin: Days | undefined,
  folder: FolderChoice | null,
  opened: boolean,
): SheetDays {
  const [days, setDays] = useState<Days>(begin ?? { kind: 'asked' });
  // Single calls are neither new nor of other days.
  const movable = asked.filter.ids.length === 0;
  const earlier = useQuery({
    ...exportQueries.earlier(folder?.id ?? '', asked),
    enabled: opened && movable && folder !== null,
  });
  const relative = useQuery({
    ...exportQueries.range(days.kind === 'relative' ? days.range : 'today', asked.range.zone),
    enabled: opened && days.kind === 'relative',
  });
  const known = {
    // A folder that cannot be asked about holds nothing that could be told.
    earlier: earlier.isError ? null : earlier.data,
    relative: days.kind === 'relative' ? (relative.data ?? null) : null,
  };
  return { days, setDays, range: rangeOf(days, asked.range, known), earlier: known.earlier ?? null };
}
