/**
 * What a failed command looks like in the window, and the one table that says what a person can do about each kind.
 * Views decide by `kind` and never by text.
 */
import type { ErrorKind, Failure, FailureCase } from './bindings.gen';

export type Severity = 'failed' | 'attention';
/** What the view offers beside the message. */
export type FailureAction = 'retry' | 'sign_in' | 'none';

export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly detail: string | null;
  readonly retryAfterSecs: number | null;
  readonly case: FailureCase | null;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'AppError';
    this.kind = failure.kind;
    this.detail = failure.detail;
    this.retryAfterSecs = failure.retryAfterSecs;
    this.case = failure.case;
  }
}

interface Handling {
  severity: Severity;
  action: FailureAction;
  /** Trying the same thing again by itself can help. */
  transient: boolean;
}

const retry = { severity: 'failed', action: 'retry', transient: true } as const;
const final = { severity: 'failed', action: 'none', transient: false } as const;

export const FAILURES: Record<ErrorKind, Handling> = {
  unauthenticated: { severity: 'attention', action: 'sign_in', transient: false },
  forbidden: { severity: 'attention', action: 'none', transient: false },
  not_found: final,
  invalid_input: { severity: 'attention', action: 'none', transient: false },
  offline: retry,
  tls: final,
  timeout: retry,
  throttled: { severity: 'attention', action: 'retry', transient: true },
  server: retry,
  disk_full: { severity: 'failed', action: 'retry', transient: false },
  io: { severity: 'failed', action: 'retry', transient: false },
  keychain_unavailable: { severity: 'attention', action: 'none', transient: false },
  unsupported_media: final,
  internal: { severity: 'failed', action: 'retry', transient: false },
};

function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'kind' in value && 'message' in value;
}

/** Whatever a command threw, as an `AppError`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (isFailure(thrown) && thrown.kind in FAILURES) return new AppError(thrown);
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError({
    kind: 'internal',
    message:
      'The window could not reach its own core. Restart Tapedeck and report this with the log if it happens again.',
    detail,
    retryAfterSecs: null,
    case: null,
  });
}
