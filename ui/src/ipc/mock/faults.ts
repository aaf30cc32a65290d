/** What the mock is told to do wrong, in the page's address: `?mock=failed`, `?mock=slow,partial`. */
import type { ErrorKind, Failure } from '../bindings.gen';

export const MODES = [
  'signed-in',
  'slow',
  'empty',
  'failed',
  'partial',
  'forbidden',
  'own',
  'jobs',
  'gone',
  'undecodable',
  'live',
  'ended',
  'million',
  'fates',
] as const;
export type Mode = (typeof MODES)[number];

export function has(mode: Mode): boolean {
  return (new URLSearchParams(window.location.search).get('mock') ?? '').split(',').includes(mode);
}

export function failure(kind: ErrorKind, message: string, detail: string | null = null): Failure {
  return { kind, message, detail, retryAfterSecs: null, case: null };
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
