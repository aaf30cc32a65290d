/** A failure in the window's language. */
import i18next from 'i18next';
import type { Failure } from '../ipc';

/** The language's own words for it where there are some, else the core's sentence. */
export function failureText({ case: known, message }: Pick<Failure, 'case' | 'message'>): string {
  if (known === null) return message;
  const { case: name, ...objects } = known;
  const own = { ns: 'failures', ...objects } as const;
  return i18next.exists(name, own) ? i18next.t(name, own) : message;
}

/** True where the words are not those of the core, which then belong with the details. */
export function hasOwnText({ case: known }: Pick<Failure, 'case'>): boolean {
  return known !== null && i18next.exists(known.case, { ns: 'failures' });
}
