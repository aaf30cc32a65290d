/** How an entry of the activity log reads. */
import type { ActivityEntry } from '../../ipc';

/** Whose act it was; a dash for what the log did itself. */
export function whoOf({ user, domain }: ActivityEntry): string {
  if (user === '') return '–';
  return domain === '' ? user : `${user}@${domain}`;
}

/** The call, the folder, or what else the entry says. */
export function objectOf({ call, folder, note }: ActivityEntry): string {
  return [call, folder, note].filter((part) => part !== null).join(' · ');
}
