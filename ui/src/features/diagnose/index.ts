/** Checking the connection. */
export { DiagnosisSheet } from './diagnosis-sheet';
