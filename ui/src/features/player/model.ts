/**
 * What the player decides: which side is drawn where, and where playing goes next.
 */

import type { CallRow } from '../../ipc';
import { isLooping, type Loop } from './loop';
import { endOfSilence, type Span } from './silence';

/** A webview that cannot decode a file may never say so: after this, loading counts as failed. */
export const LOADING_LIMIT_MS = 20_000;
/** Loading shorter than this shows nothing, so that nothing flickers. */
export const SKELETON_AFTER_MS = 300;

/** A position inside the recording. */
export function clampPosition(seconds: number, durationS: number): number {
  const end = Number.isFinite(durationS) && durationS > 0 ? durationS : Infinity;
  return Number.isFinite(seconds) ? Math.min(end, Math.max(0, seconds)) : 0;
}

/** What playing keeps to. */
export interface PlayRules {
  readonly loop: Loop;
  readonly skipSilence: boolean;
  readonly silence: readonly Span[];
  readonly durationS: number;
}

/** Where playing must jump from a position; null to let it run on. The loop wins over silence, so that it can be left only by hand. */
export function jumpFrom(at: number, rules: PlayRules): number | null {
  if (isLooping(rules.loop) && at >= rules.loop.b) {
    return rules.loop.a;
  }
  if (!rules.skipSilence) {
    return null;
  }
  const end = endOfSilence(rules.silence, at);
  if (end === null) {
    return null;
  }
  return isLooping(rules.loop) && end >= rules.loop.b ? rules.loop.a : Math.min(end, rules.durationS);
}

/** Who is heard in a lane of the waveform. */
export type Side = 'other' | 'extension' | 'both';

export interface Lane {
  readonly side: Side;
  /** Which channel of the file. */
  readonly channel: number;
}

/**
 * The lanes from top to bottom: the other side above, the extension's below. With both sides recorded apart the caller is
 * the first channel and the callee the second.
 */
export function lanes(call: Pick<CallRow, 'direction'>, channels: number): Lane[] {
  if (channels < 2) {
    return [{ side: 'both', channel: 0 }];
  }
  const extensionCalled = call.direction === 'outbound' || call.direction === 'internal';
  return [
    { side: 'other', channel: extensionCalled ? 1 : 0 },
    { side: 'extension', channel: extensionCalled ? 0 : 1 },
  ];
}

export interface Party {
  readonly name: string;
  readonly number: string;
}

/** Who called whom. */
export function parties(call: CallRow): { from: Party; to: Party } {
  const own = { name: call.extensionName, number: call.extension };
  const other = { name: call.otherName, number: call.other };
  switch (call.direction) {
    case 'inbound':
      return { from: other, to: own };
    case 'outbound':
    case 'internal':
      return { from: own, to: other };
    default:
      return {
        from: { name: call.callerName, number: call.caller },
        to: { name: call.calleeName, number: call.callee },
      };
  }
}
