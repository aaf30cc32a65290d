/** The only door to the shell: features import from here and nowhere else in `ipc`. */
import type { ExportOptions as Stored, Sound as StoredSound } from './bindings.gen';

export type * from './bindings.gen';
export {
  api,
  closeWindow,
  onCloseAsked,
  onJobFinished,
  onSessionExpired,
  watchDiagnosis,
  watchJob,
  watchSearch,
  watchSoundCheck,
} from './client';
export { AppError, FAILURES, type FailureAction, type Severity, toAppError } from './failures';

/** Choices an older version did not know are filled in by the core: none is ever missing in the window. */
export type Sound = Required<StoredSound>;
export type ExportOptions = Required<Omit<Stored, 'sound'>> & { sound: Sound };

/** Choices that come from the core, which has filled in all of them. */
export function whole(options: Stored): ExportOptions {
  return options as ExportOptions;
}
