/** The calls of a query: pages as they are scrolled to, sorted by the catalogue, selectable as a whole. */
import './modules';
import './calls-grid.css';
import type {
  CellClickedEvent,
  CellDoubleClickedEvent,
  CellFocusedEvent,
  CellKeyDownEvent,
  ColDef,
  ColumnState,
  FullWidthCellKeyDownEvent,
  GridApi,
} from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import { type MouseEvent, type KeyboardEvent as ReactKeyboardEvent, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallRow, Density } from '../../ipc';
import { formatCount } from '../../lib/format';
import { columnDefs, SELECT } from './column-defs';
import type { GridContext } from './grid-context';
import { focusRows, stopBeside } from './grid-focus';
import { gridThemes } from './grid-theme';
import { rowsAt } from './hold-place';
import { PAGE, PAGES_KEPT } from './page-loader';
import { usePassing } from './use-passing';
import type { Rows } from './use-rows';

const SORTING: ColDef<CallRow> = { sortingOrder: ['asc', 'desc', null] };

/**
 * Every page is handed to the loader of pages at once: that one decides what is fetched, and when. Without a limit AG Grid 36
 * asks for one page only and for the next when that has come, and of a low limit it never gives back the place of a page
 * that was purged.
 */
const EVERY_PAGE = 1_000_000_000;

export type CallsApi = GridApi<CallRow>;

interface Props {
  rows: Rows;
  context: GridContext;
  locale: string;
  density: Density;
  /** Columns as they were left; null for the usual ones. */
  initialColumns: ColumnState[] | null;
  onReady: (api: CallsApi) => void;
  onColumns: (state: ColumnState[]) => void;
  onCurrent: (row: CallRow, index: number, how: 'click' | 'keys') => void;
  /** Opens the inspector for a call, or closes it; null only closes. */
  onInspect: (row: CallRow | null) => void;
  /** Alt on a cell: calls like this one, or with Shift, calls unlike it. */
  onFilter: (column: string, row: CallRow, not: boolean) => void;
  /** Copies the selection, else this row. */
  onCopy: (row: CallRow) => void;
  onHeaderMenu: (column: string, at: { x: number; y: number }) => void;
}

export function CallsGrid(props: Props) {
  const { rows, context, locale, density, initialColumns } = props;
  const { t, i18n } = useTranslation();
  const api = useRef<CallsApi | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: titles and values follow the language
  const defs = useMemo(() => columnDefs(t, locale), [i18n.language, locale]);

  const box = useRef<HTMLDivElement>(null);
  usePassing(box, {
    label: (top) => {
      if (api.current === null) return '';
      const row = formatCount(rowsAt(api.current, top).first + 1, locale);
      return t('calls.passing', { row, total: formatCount(api.current.getDisplayedRowCount(), locale) });
    },
    isHere: (top) => {
      const grid = api.current;
      if (grid === null) return true;
      const { first, last } = rowsAt(grid, top);
      return [first, last].every((row) => grid.getDisplayedRowAtIndex(row)?.data !== undefined);
    },
  });

  const click = ({ event, data, node, column }: CellClickedEvent<CallRow>) => {
    if (data === undefined || !(event instanceof globalThis.MouseEvent)) return;
    const index = node.rowIndex ?? 0;
    if (event.altKey) {
      props.onFilter(column.getColId(), data, event.shiftKey);
    } else if (event.shiftKey || event.ctrlKey || event.metaKey || column.getColId() === SELECT) {
      context.choose(data, index, event.shiftKey);
    } else {
      props.onCurrent(data, index, 'click');
    }
  };

  const key = (pressed: CellKeyDownEvent<CallRow> | FullWidthCellKeyDownEvent<CallRow>) => {
    const { event, data, node } = pressed;
    if (!(event instanceof KeyboardEvent) || data === undefined) return;
    const mod = event.ctrlKey || event.metaKey;
    if (event.key === 'Enter' && event.altKey)
      props.onFilter('column' in pressed ? pressed.column.getColId() : '', data, event.shiftKey);
    else if (event.key === 'Enter' && !mod) context.play(data);
    else if (event.key === 'i' && !mod && !event.altKey) props.onInspect(data);
    else if (event.key === 'Escape') props.onInspect(null);
    else if (event.key === ' ') context.choose(data, node.rowIndex ?? 0, event.shiftKey);
    else if (mod && event.key.toLowerCase() === 'a') context.chooseAll(true);
    else if (mod && event.key.toLowerCase() === 'c') props.onCopy(data);
    else return;
    // The player listens for the space bar too; here it selects.
    event.preventDefault();
    event.stopPropagation();
  };

  const focus = ({ rowIndex }: CellFocusedEvent<CallRow>) => {
    const row = rowIndex === null ? undefined : api.current?.getDisplayedRowAtIndex(rowIndex)?.data;
    if (row !== undefined && rowIndex !== null) props.onCurrent(row, rowIndex, 'keys');
  };

  const columnsChanged = () => {
    if (api.current !== null && !api.current.isDestroyed()) props.onColumns(api.current.getColumnState());
  };

  const headerMenu = (event: MouseEvent) => {
    const header = (event.target as Element).closest('.ag-header-cell');
    const id = header?.getAttribute('col-id');
    if (!header || !id || id === SELECT) return;
    event.preventDefault();
    // The menu key has no place of its own: then the menu opens below the title.
    const { left, bottom } = header.getBoundingClientRect();
    const byKey = event.clientX === 0 && event.clientY === 0;
    props.onHeaderMenu(id, byKey ? { x: left, y: bottom } : { x: event.clientX, y: event.clientY });
  };

  const leave = (event: ReactKeyboardEvent) => {
    if (event.key !== 'Tab') return;
    const stop = stopBeside(event.currentTarget, event.shiftKey);
    if (stop === null) return;
    event.preventDefault();
    event.stopPropagation();
    stop.focus();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the grid inside is the interactive part
    <div
      ref={box}
      className="td-grid"
      data-testid="calls-grid"
      onContextMenu={headerMenu}
      onKeyDownCapture={leave}
    >
      <AgGridReact<CallRow>
        theme={gridThemes[density]}
        rowModelType="infinite"
        datasource={rows.datasource}
        cacheBlockSize={PAGE}
        maxBlocksInCache={PAGES_KEPT}
        cacheOverflowSize={1}
        infiniteInitialRowCount={1}
        maxConcurrentDatasourceRequests={EVERY_PAGE}
        columnDefs={defs}
        context={context}
        getRowId={({ data }) => data.id}
        rowSelection={{
          mode: 'multiRow',
          checkboxes: false,
          headerCheckbox: false,
          enableClickSelection: false,
        }}
        focusGridInnerElement={({ api: grid }) => focusRows(grid)}
        suppressRowTransform
        suppressRowHoverHighlight
        scrollbarWidth={10}
        animateRows={false}
        suppressDragLeaveHidesColumns
        defaultColDef={SORTING}
        rowBuffer={4}
        // Rows that come a frame after their place are blank for a frame.
        suppressAnimationFrame
        enableBrowserTooltips
        localeText={{ ariaLabel: t('calls.gridLabel'), noRowsToShow: ' ', loadingOoo: ' ' }}
        suppressNoRowsOverlay
        onGridReady={(event) => {
          api.current = event.api;
          const usual: ColumnState[] = [{ colId: 'started', sort: 'desc', sortIndex: 0 }];
          event.api.applyColumnState({ state: initialColumns ?? usual, applyOrder: initialColumns !== null });
          props.onReady(event.api);
        }}
        onSortChanged={columnsChanged}
        onColumnMoved={({ finished }) => finished && columnsChanged()}
        onColumnResized={({ finished }) => finished && columnsChanged()}
        onColumnPinned={columnsChanged}
        onColumnVisible={columnsChanged}
        onCellClicked={click}
        onCellDoubleClicked={({ data, column }: CellDoubleClickedEvent<CallRow>) => {
          if (data !== undefined && column.getColId() !== SELECT) context.play(data);
        }}
        onCellKeyDown={key}
        onCellFocused={focus}
      />
    </div>
  );
}
