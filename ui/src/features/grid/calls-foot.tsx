/** The line under the grid: the counts or, while something is selected, the selection and what can be done with it. */
import type { CallQuery, SearchSnapshot, SliceDifference } from '../../ipc';
import { useMarking } from '../../lib/marks';
import { checkSound } from '../../lib/sound-check';
import type { CallsApi } from './calls-grid';
import { ColumnList } from './column-menu';
import type { CountLine as Line } from './count';
import { CountLine } from './count-line';
import { type Selection, type SelectionStore, selectionQuery } from './selection';
import { SelectionActions, SelectionWords } from './selection-bar';
import type { Choosing } from './use-choosing';
import type { CopyOutcome } from './use-copy';
import type { Rows } from './use-rows';

interface Props {
  grid: CallsApi | null;
  rows: Rows;
  query: CallQuery;
  line: Line | null;
  refused: boolean;
  snapshot: SearchSnapshot | null;
  zone: string;
  locale: string;
  store: SelectionStore;
  selection: Selection;
  /** How many are selected, of how many. */
  count: number;
  total: number;
  talkS: number | null;
  choosing: Choosing;
  copied: CopyOutcome | null;
  /** Whether a tag is being named. */
  tagging: boolean;
  onTagging: (on: boolean) => void;
  onCopy: () => void;
  onExport: () => void;
  onAgain: () => void;
  onStop: () => void;
  onReread: (slices: SliceDifference[]) => Promise<void>;
  onShowNew: () => Promise<void>;
}

export function CallsFoot(props: Props) {
  const { grid, rows, store, selection, count, choosing, locale } = props;
  const marking = useMarking();
  const selectAll = () => choosing.chooseAll(true);
  const parts = count > 0 && {
    words: (
      <SelectionWords
        count={count}
        total={props.total}
        all={selection.all}
        talkS={props.talkS}
        tooMany={choosing.tooMany}
        locale={locale}
        onSelectAll={selectAll}
        onClear={() => store.clear()}
      />
    ),
    actions: (
      <SelectionActions
        count={count}
        copied={props.copied}
        locale={locale}
        tagging={props.tagging}
        onTagging={props.onTagging}
        onMark={(mark) => void marking.mark(selectionQuery(selection, props.query), mark)}
        onCheckSound={() => void checkSound(selectionQuery(selection, props.query))}
        onCopy={props.onCopy}
        onExport={props.onExport}
      />
    ),
  };
  return (
    <CountLine
      line={props.line}
      refused={props.refused}
      snapshot={props.snapshot}
      zone={props.zone}
      locale={locale}
      behind={rows.behind}
      selection={parts || null}
      columns={<ColumnList grid={grid} />}
      onRenew={rows.renew}
      onShowNew={() => props.onShowNew().then(rows.renew)}
      onAgain={props.onAgain}
      onStop={props.onStop}
      onReread={(slices) => props.onReread(slices).then(rows.renew)}
      onSelectAll={selectAll}
      onExport={props.onExport}
    />
  );
}
