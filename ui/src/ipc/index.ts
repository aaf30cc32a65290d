/** The only door to the shell: features import from here and nowhere else in `ipc`. */
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
} from './client';
export { AppError, FAILURES, type FailureAction, type Severity, toAppError } from './failures';
