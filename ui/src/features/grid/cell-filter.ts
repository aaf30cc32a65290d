/** What an Alt-click on a cell filters by. Pure. */
import type { CallRow, Direction } from '../../ipc';
import { reasonText } from './columns';

export type GridCellFilter =
  | { kind: 'extension'; value: string }
  | { kind: 'direction'; value: Direction }
  | { kind: 'number'; value: string }
  | { kind: 'answered'; value: boolean }
  | { kind: 'recorded'; value: boolean }
  | { kind: 'text'; value: string };

const orNothing = (filter: {
  kind: 'extension' | 'number' | 'text';
  value: string;
}): GridCellFilter | null => (filter.value === '' ? null : filter);

export function cellFilter(column: string, row: CallRow): GridCellFilter | null {
  switch (column) {
    case 'state':
      return { kind: 'recorded', value: row.recordingId !== null };
    case 'direction':
      return row.direction === 'unknown' ? null : { kind: 'direction', value: row.direction };
    case 'extension':
      return orNothing({ kind: 'extension', value: row.extension });
    case 'extensionName':
      return orNothing({ kind: 'text', value: row.extensionName });
    case 'other':
      return orNothing({ kind: 'number', value: row.other });
    case 'status':
      return { kind: 'answered', value: row.status === 'answered' };
    case 'line':
      return row.queue === ''
        ? orNothing({ kind: 'number', value: row.did })
        : { kind: 'text', value: row.queue };
    case 'did':
      return orNothing({ kind: 'number', value: row.did });
    case 'endReason':
      return orNothing({ kind: 'text', value: reasonText(row.endReason) });
    case 'trunk':
      return orNothing({ kind: 'text', value: row.trunk });
    default:
      return null;
  }
}
