/** Why a recording cannot be heard, in one shape, whether the core, the element or the list said so. */

import type { AppError, CallRow, ErrorKind } from '../../ipc';
import { failureText } from '../../lib/failure-text';
import type { MediaTrouble } from './use-media';

/** The headline: a key below `player.failed`. */
export type FailureWord =
  | 'notRecorded'
  | 'gone'
  | 'notAllowed'
  | 'unsupported'
  | 'timeout'
  | 'offline'
  | 'throttled'
  | 'signedOut'
  | 'broken'
  | 'diskFull'
  | 'other';

/** What helps. */
export type Remedy = 'retry' | 'exportOriginal';

export interface PlayerFailure {
  readonly word: FailureWord;
  /** The core's own sentence, if it was the core that failed. */
  readonly message: string | null;
  readonly remedies: readonly Remedy[];
}

const BY_KIND: Record<ErrorKind, { word: FailureWord; remedies: readonly Remedy[] }> = {
  unauthenticated: { word: 'signedOut', remedies: ['retry'] },
  forbidden: { word: 'notAllowed', remedies: [] },
  not_found: { word: 'gone', remedies: ['retry'] },
  invalid_input: { word: 'other', remedies: [] },
  offline: { word: 'offline', remedies: ['retry'] },
  tls: { word: 'offline', remedies: ['retry'] },
  timeout: { word: 'timeout', remedies: ['retry'] },
  throttled: { word: 'throttled', remedies: ['retry'] },
  server: { word: 'other', remedies: ['retry'] },
  disk_full: { word: 'diskFull', remedies: ['retry'] },
  io: { word: 'broken', remedies: ['retry'] },
  keychain_unavailable: { word: 'other', remedies: ['retry'] },
  unsupported_media: { word: 'unsupported', remedies: ['exportOriginal'] },
  internal: { word: 'other', remedies: ['retry'] },
};

const BY_TROUBLE: Record<MediaTrouble, { word: FailureWord; remedies: readonly Remedy[] }> = {
  unsupported: { word: 'unsupported', remedies: ['exportOriginal'] },
  // It may be slow or it may hang: both are worth a try.
  timeout: { word: 'timeout', remedies: ['retry', 'exportOriginal'] },
  broken: { word: 'broken', remedies: ['retry', 'exportOriginal'] },
};

/** Why `call` cannot be heard; null when nothing stands in the way. */
export function failureOf(
  call: CallRow,
  error: AppError | null,
  trouble: MediaTrouble | null,
): PlayerFailure | null {
  if (call.recordingId === null) {
    return { word: 'notRecorded', message: null, remedies: [] };
  }
  if (error !== null) {
    return { ...BY_KIND[error.kind], message: failureText(error) };
  }
  return trouble === null ? null : { ...BY_TROUBLE[trouble], message: null };
}
