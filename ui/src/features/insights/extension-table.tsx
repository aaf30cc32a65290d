/** Extensions with their calls, talk time and share recorded: small bars, sorted by any column. */
import { IconAlertTriangle, IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import type { ExtensionColumn, ExtensionInsight, ExtensionInsights, ExtensionOrder } from '../../ipc';
import { formatCount, formatDuration } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import classes from './insights.module.css';
import { type Mark, type Open, partOf, percent } from './model';

interface Props {
  page: ExtensionInsights;
  order: ExtensionOrder;
  onOrder: (order: ExtensionOrder) => void;
  onOpen: Open;
}

const COLUMNS = [
  'extension',
  'name',
  'calls',
  'answered',
  'talk_s',
  'recorded',
  'holes',
] as const satisfies ExtensionColumn[];
/** Words come first from A, numbers from the largest. */
const WORDS: ExtensionColumn[] = ['extension', 'name'];

export function ExtensionTable({ page, order, onOrder, onOpen }: Props) {
  const { t } = useTranslation();
  const turn = (column: ExtensionColumn) =>
    onOrder({
      column,
      descending: order.column === column ? !order.descending : !WORDS.includes(column),
    });
  const Arrow = order.descending ? IconChevronDown : IconChevronUp;
  return (
    <table className={classes.extensions} data-testid="extension-table">
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th
              key={column}
              scope="col"
              data-number={!WORDS.includes(column) || undefined}
              aria-sort={order.column !== column ? 'none' : order.descending ? 'descending' : 'ascending'}
            >
              <button type="button" onClick={() => turn(column)}>
                {t(`insights.column.${column}`)}
                {order.column === column && <Arrow size={12} aria-hidden />}
              </button>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {page.rows.map((row) => (
          <Row key={row.extension} row={row} page={page} onOpen={onOpen} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  row: ExtensionInsight;
  page: ExtensionInsights;
  onOpen: Open;
}

function Row({ row, page, onOpen }: RowProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { extension, tally } = row;
  const name = extension === '' ? t('insights.extensions.nobody') : extension;
  const n = (value: number) => formatCount(value, locale);
  const recorded = tally.answered - tally.missing;
  const open = (mark: Mark, what: string, shown: ReactNode) => (
    <button type="button" aria-label={what} onClick={() => onOpen({ extension, ...mark })}>
      {shown}
    </button>
  );
  return (
    <tr>
      <th scope="row">{open({}, name, name)}</th>
      <td className={classes.cut} title={row.name}>
        {row.name}
      </td>
      <td data-number>
        <Share part={tally.calls / Math.max(1, page.mostCalls)} />
        {open({}, `${n(tally.calls)} ${t('insights.column.calls')} · ${name}`, n(tally.calls))}
      </td>
      <td data-number>
        <Share part={partOf(tally.answered, tally.calls)} />
        {percent(partOf(tally.answered, tally.calls), locale)}
      </td>
      <td data-number>
        <Share part={row.talkS / Math.max(1, page.mostTalkS)} />
        {formatDuration(row.talkS)}
      </td>
      <td data-number>
        <Share part={partOf(recorded, tally.answered)} />
        {tally.missing > 0
          ? open(
              { answered: true, recorded: false },
              `${percent(partOf(recorded, tally.answered), locale)} · ${t('insights.mark.missing', { extension: name, missing: n(tally.missing) })}`,
              percent(partOf(recorded, tally.answered), locale),
            )
          : percent(partOf(recorded, tally.answered), locale)}
      </td>
      <td data-number>
        {row.holes > 0 && (
          <span className={classes.attention}>
            <IconAlertTriangle {...icon} />
            {n(row.holes)}
          </span>
        )}
      </td>
    </tr>
  );
}

/** A part of a whole as a small bar; the number stands beside it. */
function Share({ part }: { part: number | null }) {
  return (
    <span className={classes.share} aria-hidden>
      {part !== null && <span style={{ width: `${Math.round(part * 100)}%` }} />}
    </span>
  );
}
