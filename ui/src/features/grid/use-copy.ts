/** Copies selected calls, or the one at hand, as cells for a spreadsheet. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallQuery, CallRow } from '../../ipc';
import { copyText } from '../../lib/clipboard';
import { fetchRows } from './queries';
import { countOf, type Selection, selectionQuery } from './selection';
import { COPIED, type CopyWords, toTsv } from './tsv';

/** More rows than this belong into a table export. */
export const MOST_COPIED = 10_000;

export function useCopy(query: CallQuery, selection: Selection, total: number) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [copied, setCopied] = useState(0);

  const words = useCallback((): CopyWords => {
    return {
      titles: Object.fromEntries(
        COPIED.map((name) => [name, t(`calls.copied.${name}`)]),
      ) as CopyWords['titles'],
      direction: {
        inbound: t('calls.direction.inbound'),
        outbound: t('calls.direction.outbound'),
        internal: t('calls.direction.internal'),
        transit: t('calls.direction.transit'),
        unknown: t('calls.direction.unknown'),
      },
      status: {
        answered: t('calls.status.answered'),
        unanswered: t('calls.status.unanswered'),
        busy: t('calls.status.busy'),
        cancelled: t('calls.status.cancelled'),
        failed: t('calls.status.failed'),
      },
      yes: t('calls.yes'),
      no: t('calls.no'),
    };
  }, [t]);

  const copySelection = async () => {
    const count = Math.min(MOST_COPIED, countOf(selection, total));
    const rows = await fetchRows(client, selectionQuery(selection, query), 0, count);
    await copyText(toTsv(rows, words(), true));
    setCopied(rows.length);
  };
  const copyRow = async (row: CallRow) => copyText(toTsv([row], words(), false));
  return { copySelection, copyRow, copied, forget: () => setCopied(0) };
}
