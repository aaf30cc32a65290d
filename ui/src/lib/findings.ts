/** What listening found in recordings, as every feature may show it. */
import { queryOptions } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useSyncExternalStore } from 'react';
import { api, type CallId, type Finding, type FindingKind } from '../ipc';
import { formatCount, formatDuration } from './format';
import { createStore } from './store';

/** Each file that was listened to. Rows are renewed only where they say something else afterwards. */
const heard = createStore(0);
const rows = createStore(0);

/** A file was listened to; `known` when its row said so before. */
export function wasHeard(known: boolean): void {
  heard.set(heard.get() + 1);
  if (!known) rows.set(rows.get() + 1);
}

/** Changes when rows may say something else of their sound. */
export function useSoundRevision(): number {
  return useSyncExternalStore(rows.subscribe, rows.get);
}

export function useHeard(): number {
  return useSyncExternalStore(heard.subscribe, heard.get);
}

export const findingQueries = {
  /** What was found in the files of a call, as of so many files heard. */
  of: (call: CallId, heardFiles: number) =>
    queryOptions({
      queryKey: ['findings', call, heardFiles],
      queryFn: () => api.getFindings(call),
      // What was known stays while it is asked again, but not of another call.
      placeholderData: (before, query) => (query?.queryKey[1] === call ? before : undefined),
      gcTime: 10_000,
    }),
};

/** Those with which a recording is of no use. */
const GRAVE: readonly FindingKind[] = ['unreadable', 'silent'];

export function isGrave(kind: FindingKind): boolean {
  return GRAVE.includes(kind);
}

/** A finding with its figures, as one line. */
export function findingText(t: TFunction, { kind, side, lengthMs, amount }: Finding, locale: string): string {
  const detail = t(`findings.detail.${kind}`, {
    amount,
    side: t(side === 2 ? 'findings.side.right' : 'findings.side.left'),
    length: formatDuration((lengthMs ?? 0) / 1000),
    time: formatDuration(amount),
    bytes: formatCount(amount, locale),
    share: (amount / 1000).toLocaleString(locale, { maximumFractionDigits: 1 }),
  });
  return t('findings.line', { kind: t(`findings.kind.${kind}`), detail });
}
