/** What listening found in recordings, as every feature may show it. */
import { queryOptions } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useSyncExternalStore } from 'react';
import { api, type CallId, type Finding, type FindingKind } from '../ipc';
import { formatCount, formatDuration } from './format';
import { createStore } from './store';

/** Counts what was listened to: what is known of a call is asked for anew with each. */
const heard = createStore(0);
/** The call that was heard last and whose row did not say so. */
const call = createStore<{ call: CallId } | null>(null);
/** Counts the sound checks that ended: any row may say something else afterwards. */
const checks = createStore(0);

/** A file of a call was listened to; `known` when its row said so before. */
export function wasHeard(id: CallId, known: boolean): void {
  heard.set(heard.get() + 1);
  if (!known) call.set({ call: id });
}

/** Many calls were listened to. */
export function wereHeard(): void {
  heard.set(heard.get() + 1);
  checks.set(checks.get() + 1);
}

export function useHeard(): number {
  return useSyncExternalStore(heard.subscribe, heard.get);
}

export function useHeardCall(): { call: CallId } | null {
  return useSyncExternalStore(call.subscribe, call.get);
}

/** Changes when any row may say something else of its sound. */
export function useSoundRevision(): number {
  return useSyncExternalStore(checks.subscribe, checks.get);
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
