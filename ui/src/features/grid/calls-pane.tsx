/** The grid with all that belongs to it: states, the line below, the selection, the inspector. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Ref, useImperativeHandle, useMemo, useState } from 'react';
import type { AppError, CallId, CallQuery, CallRow, SearchSnapshot, SliceDifference } from '../../ipc';
import { useLocale } from '../../lib/locale';
import type { PlayFrom } from '../../lib/play-from';
import { usePreferences } from '../../lib/preferences';
import { CallsFoot } from './calls-foot';
import { type CallsApi, CallsGrid } from './calls-grid';
import type { CallsPaneHandle } from './calls-handle';
import classes from './calls-pane.module.css';
import { HeaderMenu, resetColumns } from './column-menu';
import { writeColumns } from './column-state';
import { countLine } from './count';
import { currentStyle } from './current-style';
import { focusRows } from './grid-focus';
import { GridStates } from './grid-states';
import { Inspector } from './inspector';
import { type Neighbours, neighbours } from './neighbours';
import { callQueries } from './queries';
import { SelectionStore } from './selection';
import { useBusy } from './use-busy';
import { useChoosing } from './use-choosing';
import { applyColumns, useColumns } from './use-columns';
import { useCopy } from './use-copy';
import { useCurrent } from './use-current';
import { useDeeds } from './use-deeds';
import { useDeskGrid } from './use-desk-grid';
import { useGridContext } from './use-grid-context';
import { useHeardRow } from './use-heard-row';
import { useRevision } from './use-revision';
import { useRows } from './use-rows';
import { type ExportOrder, useSelected } from './use-selected';

interface Props {
  ref: Ref<CallsPaneHandle>;
  /** Range and filters; the order is added here. */
  query: CallQuery;
  zone: string;
  snapshot: SearchSnapshot | null;
  /** The search could not start. */
  refused: AppError | null;
  filtered: boolean;
  playing: CallId | null;
  onPlay: (call: CallRow, around: Neighbours, from?: PlayFrom) => void;
  onFilter: (column: string, row: CallRow, not: boolean) => void;
  /** Shows all calls with a number. */
  onNumber: (number: string) => void;
  onClearFilters: () => void;
  onOtherRange: () => void;
  onAgain: () => void;
  onStop: () => void;
  onReread: (slices: SliceDifference[]) => Promise<void>;
  onShowNew: () => Promise<void>;
  onExport: (order: ExportOrder) => void;
  onSignIn: () => void;
}

export function CallsPane(props: Props) {
  const { query: asked, zone, snapshot, playing } = props;
  const locale = useLocale();
  const client = useQueryClient();
  const density = usePreferences()?.density ?? 'normal';
  const [grid, setGrid] = useState<CallsApi | null>(null);
  const [menu, setMenu] = useState<{ column: string; x: number; y: number } | null>(null);
  const [store] = useState(() => new SelectionStore());
  const columns = useColumns();

  const query = useMemo((): CallQuery => ({ ...asked, sort: columns.sort }), [asked, columns.sort]);
  const revision = useRevision(snapshot);
  const [current, setCurrent] = useCurrent(zone, revision);
  const { isBusy, over } = useBusy(columns.sort);
  useHeardRow(grid, zone);
  const rows = useRows({ grid, query, revision, isBusy });
  const { data: totals, isPlaceholderData: counting } = useQuery(callQueries.shown(asked, revision));
  const total = rows.total ?? totals?.calls ?? 0;
  const counted = rows.counting ? null : total;
  const choosing = useChoosing(grid, store, query, counted);
  const chosen = useSelected({ store, query, total, totals, revision });
  const { selection, count } = chosen;
  const copy = useCopy(query, selection, counted);
  const line = props.refused === null ? countLine(snapshot, totals, counting) : null;

  const play = (call: CallRow, from?: PlayFrom) => props.onPlay(call, neighbours(client, query), from);
  const [tagging, setTagging] = useState(false);
  const deeds = useDeeds({ query, zone, store, chosen, current, copy, play, onTag: () => setTagging(true) });
  const exportNow = () => total > 0 && props.onExport(chosen.order());
  useDeskGrid({
    grid,
    query,
    store,
    total: rows.counting ? null : rows.total,
    current,
    onCurrent: setCurrent,
  });
  useImperativeHandle(props.ref, () => ({
    exportNow,
    focusRows: () => grid !== null && focusRows(grid),
    around: () => neighbours(client, query),
    deeds: () => deeds,
    selectAll: () => choosing.chooseAll(true),
    resetColumns: () => grid !== null && resetColumns(grid),
    columnsOf: () => (grid === null ? '' : writeColumns(grid.getColumnState())),
    applyColumns: (kept) => grid !== null && applyColumns(grid, kept),
  }));

  const context = useGridContext(store, playing, {
    choose: choosing.choose,
    chooseAll: choosing.chooseAll,
    play,
  });
  return (
    <div className={classes.pane}>
      <div className={classes.main}>
        <div
          className={classes.grid}
          onPointerEnter={() => {
            over.current = true;
          }}
          onPointerLeave={() => {
            over.current = false;
            if (rows.behind && !isBusy()) rows.renew();
          }}
        >
          {current !== null && <style>{currentStyle(current.id)}</style>}
          <CallsGrid
            rows={rows}
            context={context}
            locale={locale}
            density={density}
            initialColumns={columns.initial}
            onReady={setGrid}
            onColumns={columns.changed}
            onCurrent={(row, _index, how) =>
              setCurrent((now) => (how === 'click' || now !== null ? row : now))
            }
            onInspect={(row) => setCurrent((now) => (now === null ? row : null))}
            onFilter={props.onFilter}
            onCopy={(row) => (count > 0 ? copy.copySelection() : copy.copyRow(row))}
            onHeaderMenu={(column, at) => setMenu({ column, ...at })}
          />
          <GridStates
            total={props.refused === null ? rows.total : 0}
            failure={props.refused ?? rows.failure}
            snapshot={snapshot}
            filtered={props.filtered}
            ownOnly={snapshot?.callsScope === 'own'}
            onRetry={() => {
              rows.renew();
              props.onAgain();
            }}
            onClearFilters={props.onClearFilters}
            onOtherRange={props.onOtherRange}
            onSignIn={props.onSignIn}
          />
        </div>
        <CallsFoot
          grid={grid}
          rows={rows}
          query={query}
          line={line}
          refused={props.refused !== null}
          snapshot={snapshot}
          zone={zone}
          locale={locale}
          store={store}
          selection={selection}
          count={count}
          total={total}
          talkS={chosen.talkS}
          choosing={choosing}
          copied={copy.outcome}
          tagging={tagging}
          onTagging={setTagging}
          onCopy={copy.copySelection}
          onExport={exportNow}
          onAgain={props.onAgain}
          onStop={props.onStop}
          onReread={props.onReread}
          onShowNew={props.onShowNew}
        />
      </div>
      {current !== null && (
        <Inspector
          call={current}
          zone={zone}
          locale={locale}
          onPlay={play}
          onNumber={props.onNumber}
          onClose={() => {
            setCurrent(null);
            if (grid !== null) focusRows(grid);
          }}
        />
      )}
      {grid !== null && <HeaderMenu grid={grid} menu={menu} onClose={() => setMenu(null)} />}
    </div>
  );
}
