/** Calls: the search bar over the grid, with the export sheet beside it. */
import { VisuallyHidden } from '@mantine/core';
import { type Ref, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ExportSheet } from '../features/exports';
import { CallsPane, type CallsPaneHandle, type ExportOrder } from '../features/grid';
import { usePlayer } from '../features/player';
import { chipsOf, cleared, SearchBar, useFilters, useReading, withCell } from '../features/search';
import type { CallRow, ExportOptions } from '../ipc';

export interface CallsPlaceHandle {
  focusSearch: () => void;
  focusRows: () => void;
  exportNow: () => void;
  exportCall: (call: CallRow) => void;
  readAgain: () => void;
}

/** An export as asked for here, with choices of its own where the asking implies them. */
type Ordered = ExportOrder & { preset?: Partial<ExportOptions> };

interface Props {
  ref: Ref<CallsPlaceHandle>;
  shown: boolean;
  onSignIn: () => void;
}

export function CallsPlace({ ref, shown, onSignIn }: Props) {
  const { t } = useTranslation();
  const search = useFilters();
  const { filters, zone, query, replace } = search;
  const reading = useReading(query.range);
  const player = usePlayer();
  const pane = useRef<CallsPaneHandle>(null);
  const text = useRef<HTMLInputElement>(null);
  const range = useRef<HTMLButtonElement>(null);
  const [order, setOrder] = useState<Ordered | null>(null);
  const [exporting, setExporting] = useState(false);

  const openExport = (next: Ordered) => {
    setOrder(next);
    setExporting(true);
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
  }));

  return (
    <>
      <VisuallyHidden component="h1">{t('common.calls')}</VisuallyHidden>
      <SearchBar
        search={search}
        busy={reading.snapshot?.phase === 'reading'}
        onRefresh={reading.anew}
        textRef={text}
        rangeRef={range}
        onDown={() => pane.current?.focusRows()}
      />
      <CallsPane
        ref={pane}
        query={query}
        zone={zone}
        snapshot={reading.snapshot}
        refused={reading.refused}
        filtered={chipsOf(filters).length > 0}
        playing={player.callId}
        onPlay={(call, around, file) => call.recordingId !== null && player.play(call, around, file)}
        onFilter={(cell) => replace(withCell(filters, cell))}
        onClearFilters={() => replace(cleared(filters))}
        onOtherRange={() => range.current?.click()}
        onAgain={reading.again}
        onStop={reading.stop}
        onReread={reading.reread}
        onShowNew={reading.showNew}
        onExport={openExport}
        onSignIn={onSignIn}
      />
      {order !== null && (
        <ExportSheet
          opened={exporting && shown}
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
