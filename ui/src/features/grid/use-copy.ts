/** Copies selected calls, or the one at hand, as cells for a spreadsheet. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallQuery, CallRow } from '../../ipc';
import { copyText } from '../../lib/clipboard';
import { fetchRows } from './queries';
import { countOf, type Selection, selectionQuery } from './selection';
import { COPIED, type CopyWords, toTsv } from './tsv';

/** More rows than this belong into a table export. */
export const MOST_COPIED = 10_000;

export type CopyOutcome = 'copied' | 'refused';

/** `total` is null while all calls are counted: then as many are copied as there are, too. */
export function useCopy(query: CallQuery, selection: Selection, total: number | null) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [outcome, setOutcome] = useState<CopyOutcome | null>(null);
  // What was said of another selection is no longer true.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the selection is the reason
  useEffect(() => setOutcome(null), [selection]);

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
      state: {
        playing: t('calls.recordingState.playing'),
        playable: t('calls.recordingState.playable'),
        downloaded: t('calls.recordingState.downloaded'),
        notAllowed: t('calls.recordingState.notAllowed'),
        unlisted: t('calls.recordingState.unlisted'),
        gone: t('calls.recordingState.gone'),
        nothing: t('calls.recordingState.nothing'),
        notReady: t('calls.recordingState.notReady'),
        notRecorded: t('calls.recordingState.notRecorded'),
      },
      finding: (kind) => t(`findings.kind.${kind}`),
      clean: t('findings.clean'),
      yes: t('calls.yes'),
      no: t('calls.no'),
    };
  }, [t]);

  const copy = (text: string | Promise<string>) =>
    void copyText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    );
  const copySelection = () => {
    const count = Math.min(MOST_COPIED, countOf(selection, total ?? MOST_COPIED));
    const rows = fetchRows(client, selectionQuery(selection, query), 0, count);
    copy(rows.then((read) => toTsv(read, words(), true)));
  };
  const copyRow = (row: CallRow) => copy(toTsv([row], words(), false));
  return { copySelection, copyRow, outcome };
}
