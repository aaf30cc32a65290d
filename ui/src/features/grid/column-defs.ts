/** Our columns in AG Grid's words. */
import type { CellClassParams, ColDef, ValueFormatterParams, ValueGetterParams } from 'ag-grid-community';
import type { TFunction } from 'i18next';
import type { CallRow } from '../../ipc';
import { isGrave } from '../../lib/findings';
import { formatCount, formatDuration, formatLocal } from '../../lib/format';
import { COLUMNS, type Column, lineOf, movedTo, reasonText } from './columns';
import { type Party, PartyCell } from './party-cell';
import { SelectCell } from './select-cell';
import { SelectHeader } from './select-header';
import { StateCell } from './state-cell';

export const SELECT = 'select';

type Def = ColDef<CallRow>;
type Values = ValueGetterParams<CallRow>;

/** Some trunks give the number for a name, too: once is enough. */
function partyOf(number: string, name: string): Party {
  return { number, name: name === number ? '' : name };
}

const samePart = (a: Party | undefined, b: Party | undefined) =>
  a?.number === b?.number && a?.name === b?.name && a?.movedTo === b?.movedTo;

function text(get: (row: CallRow) => string): Def {
  return { valueGetter: ({ data }: Values) => (data === undefined ? '' : get(data)) };
}

function party(get: (row: CallRow) => Party): Def {
  return {
    valueGetter: ({ data }: Values) => (data === undefined ? undefined : get(data)),
    valueFormatter: ({ value }: ValueFormatterParams) =>
      value === undefined ? '' : `${value.number} ${value.name} ${value.movedTo ?? ''}`.trim(),
    equals: samePart,
    cellRenderer: PartyCell,
  };
}

function classOf(column: Column, own: Def['cellClass'], params: CellClassParams<CallRow>): string[] {
  const named = typeof own === 'function' ? own(params) : own;
  const roomy = column.roomy ? ['td-roomy'] : [];
  const numeric = column.numeric ? ['td-numeric'] : [];
  return [...roomy, ...numeric].concat(named || []);
}

function contentOf(column: Column, t: TFunction, locale: string): Def {
  switch (column.id) {
    case 'state':
      return {
        ...text((row) => row.recordingId ?? (row.recordingMayCome ? 'awaited' : '')),
        cellRenderer: StateCell,
        pinned: 'left',
        resizable: false,
        headerClass: 'td-state-header',
        cellClass: 'td-state',
      };
    case 'started':
      return text((row) => formatLocal(row.startedLocal, locale));
    case 'direction':
      return {
        ...text((row) => t(`calls.direction.${row.direction}`)),
        cellClass: ({ data }) => (data === undefined ? '' : `td-direction td-${data.direction}`),
      };
    case 'extension':
      return party((row) => partyOf(row.extension, row.extensionName));
    case 'other':
      return party((row) => ({ ...partyOf(row.other, row.otherName), movedTo: movedTo(row) }));
    case 'talk':
      return text((row) => (row.talkS === 0 && row.status !== 'answered' ? '' : formatDuration(row.talkS)));
    case 'ring':
      return text((row) => formatDuration(row.ringS));
    case 'line':
      return text(lineOf);
    case 'status':
      return {
        ...text((row) => t(`calls.status.${row.status}`)),
        cellClass: ({ data }) =>
          data?.status === 'failed' ? 'td-failed' : data?.status === 'answered' ? '' : 'td-quiet',
      };
    case 'endReason':
      return { ...text((row) => reasonText(row.endReason)), cellClass: 'td-quiet' };
    case 'trunk':
      return { ...text((row) => row.trunk), cellClass: 'td-quiet' };
    case 'tags':
      return text((row) => row.tags.join(', '));
    case 'reviewed':
      return text((row) => (row.reviewed ? t('marks.reviewed') : ''));
    case 'rating':
      return text((row) => (row.rating === null ? '' : `${row.rating} ★`));
    case 'notes':
      return text((row) => (row.notes === 0 ? '' : formatCount(row.notes, locale)));
    case 'findings':
      return {
        ...text((row) => findingsText(row, t)),
        cellClass: ({ data }) =>
          data?.findings.some(isGrave) ? 'td-failed' : data?.findings.length === 0 ? 'td-quiet' : 'td-found',
      };
    case 'extensionName':
      return text((row) => row.extensionName);
    default:
      return text((row) => row.did);
  }
}

/** What was found; a quiet "None" after a check, nothing before one. */
function findingsText(row: CallRow, t: TFunction): string {
  if (row.findings.length > 0) return row.findings.map((kind) => t(`findings.kind.${kind}`)).join(', ');
  return row.checked ? t('findings.clean') : '';
}

/** All columns, the checkbox first. */
export function columnDefs(t: TFunction, locale: string): Def[] {
  const select: Def = {
    colId: SELECT,
    headerComponent: SelectHeader,
    cellRenderer: SelectCell,
    width: 34,
    pinned: 'left',
    lockPosition: 'left',
    resizable: false,
    sortable: false,
    suppressMovable: true,
    suppressNavigable: false,
    cellClass: 'td-select',
  };
  const columns = COLUMNS.map((column): Def => {
    const content = contentOf(column, t, locale);
    return {
      colId: column.id,
      headerName: t(`calls.column.${column.title}`),
      width: column.width,
      minWidth: column.roomy ? column.width : (column.minWidth ?? 40),
      initialFlex: column.grows ? column.width : undefined,
      initialHide: column.hidden ?? false,
      sortable: column.sort !== undefined,
      // The text is compared by the catalogue, not here.
      comparator: () => 0,
      ...content,
      cellClass: (params) => classOf(column, content.cellClass, params),
      ...(column.numeric ? { headerClass: 'ag-right-aligned-header' } : {}),
    };
  });
  return [select, ...columns];
}
