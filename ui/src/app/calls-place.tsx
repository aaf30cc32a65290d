/** Calls and Insights: the search bar over the grid or the charts, with the export sheet beside it. */
import { VisuallyHidden } from '@mantine/core';
import { lazy, type Ref, Suspense, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ExportSheet } from '../features/exports';
import {
  CallsPane,
  type CallsPaneHandle,
  type Deeds,
  type ExportOrder,
  type Neighbours,
} from '../features/grid';
import { loadInsightsPage } from '../features/insights';
import { usePlayer } from '../features/player';
import {
  cellTerm,
  chipsOf,
  cleared,
  SearchBar,
  useFilters,
  useOpenView,
  useReading,
  withFilter,
  withTerm,
} from '../features/search';
import { api, type CallRow, type ExportOptions, type SavedView } from '../ipc';
import type { Place } from '../lib/route';
import classes from './frame.module.css';
import { useDrill } from './use-drill';

const InsightsPage = lazy(loadInsightsPage);

export interface CallsPlaceHandle {
  focusSearch: () => void;
  focusRows: () => void;
  exportNow: () => void;
  exportCall: (call: CallRow) => void;
  readAgain: () => void;
  around: () => Neighbours | undefined;
  /** What can be done with the selection, else with the opened call; null while there is neither. */
  deeds: () => Deeds | null;
  selectAll: () => void;
  resetColumns: () => void;
  /** Shows the calls of one extension, whatever was asked before. */
  showExtension: (number: string) => void;
  /** Opens a saved view. */
  showView: (saved: SavedView) => void;
  /** Shows what a line of text asks for, in the range that is shown. */
  showLine: (line: string) => void;
}

/** An export as asked for here, with choices of its own where the asking implies them. */
type Ordered = ExportOrder & { preset?: Partial<ExportOptions> };

interface Props {
  ref: Ref<CallsPlaceHandle>;
  place: Place;
  onSignIn: () => void;
}

export function CallsPlace({ ref, place, onSignIn }: Props) {
  const { t } = useTranslation();
  const search = useFilters();
  const { filters, zone, query, replace } = search;
  const drill = useDrill(place, search);
  const reading = useReading(query.range);
  const player = usePlayer();
  const pane = useRef<CallsPaneHandle>(null);
  const text = useRef<HTMLInputElement>(null);
  const range = useRef<HTMLButtonElement>(null);
  const view = useOpenView(search, (columns) => pane.current?.applyColumns(columns));
  const [order, setOrder] = useState<Ordered | null>(null);
  const [exporting, setExporting] = useState(false);

  const openExport = (next: Ordered) => {
    setOrder(next);
    setExporting(true);
  };
  const filterBy = (column: string, row: CallRow, not: boolean) => {
    const term = cellTerm(column, row);
    if (term !== null) replace(withTerm(filters, { ...term, not: term.not !== not }));
  };
  useImperativeHandle(ref, () => ({
    focusSearch: () => {
      text.current?.focus();
      text.current?.select();
    },
    focusRows: () => pane.current?.focusRows(),
    exportNow: () => pane.current?.exportNow(),
    exportCall: (call) =>
      openExport({
        query: { ...query, filter: { ...query.filter, ids: [call.id] } },
        whole: false,
        totals: { calls: 1, recordings: call.recordingId === null ? 0 : 1, talkS: call.talkS },
        preset: { audio: 'original' },
      }),
    readAgain: reading.anew,
    around: () => pane.current?.around(),
    deeds: () => pane.current?.deeds() ?? null,
    selectAll: () => pane.current?.selectAll(),
    resetColumns: () => pane.current?.resetColumns(),
    showExtension: (number) => replace({ ...cleared(filters), extensions: [number] }),
    showView: (saved) => view.show(saved.id, saved.view),
    showLine: (line) =>
      void api
        .readFilter(line)
        .then(({ filter }) => filter !== null && replace(withFilter(cleared(filters), filter)))
        // A line of an older version that is not understood any more asks for nothing.
        .catch(() => undefined),
  }));

  return (
    <>
      <VisuallyHidden component="h1">
        {t(place === 'insights' ? 'common.insights' : 'common.calls')}
      </VisuallyHidden>
      <SearchBar
        search={search}
        busy={reading.snapshot?.phase === 'reading'}
        onRefresh={reading.anew}
        textRef={text}
        rangeRef={range}
        onDown={() => pane.current?.focusRows()}
        view={view}
      />
      <div className={classes.place} hidden={place === 'insights'}>
        <CallsPane
          ref={pane}
          query={query}
          zone={zone}
          snapshot={reading.snapshot}
          refused={reading.refused}
          filtered={chipsOf(filters).length > 0}
          playing={player.callId}
          onPlay={(call, around, from) => call.recordingId !== null && player.play(call, around, from)}
          onFilter={filterBy}
          onNumber={(number) => replace({ ...cleared(filters), number })}
          onClearFilters={() => replace(cleared(filters))}
          onOtherRange={() => range.current?.click()}
          onAgain={reading.again}
          onStop={reading.stop}
          onReread={reading.reread}
          onShowNew={reading.showNew}
          onExport={openExport}
          onSignIn={onSignIn}
        />
      </div>
      {place === 'insights' && (
        <Suspense>
          <InsightsPage
            query={query}
            snapshot={reading.snapshot}
            refused={reading.refused}
            filtered={chipsOf(filters).length > 0}
            onOpen={drill}
            onClearFilters={() => replace(cleared(filters))}
            onAgain={reading.again}
            onSignIn={onSignIn}
          />
        </Suspense>
      )}
      {order !== null && (
        <ExportSheet
          opened={exporting && place === 'calls'}
          onClose={() => setExporting(false)}
          query={order.query}
          what={order.whole ? 'all' : 'selection'}
          totals={order.totals}
          zone={zone}
          preset={order.preset}
        />
      )}
    </>
  );
}
