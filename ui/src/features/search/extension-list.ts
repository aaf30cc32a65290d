/** Which entries of the directory fit what is typed. Pure. */
import type { DirectoryEntry } from '../../ipc';
import { splitExtensions } from './filters';

/** Entries shown at once: a list of ten thousand would hold the window up, and nobody reads it. */
const MOST_SHOWN = 200;

/** The first of `offered`, and how many there are behind them. */
export function shown(
  directory: DirectoryEntry[],
  typed: string,
): { entries: DirectoryEntry[]; more: number } {
  const fitting = offered(directory, typed);
  return { entries: fitting.slice(0, MOST_SHOWN), more: Math.max(0, fitting.length - MOST_SHOWN) };
}

/** Entries whose number begins with, or whose name contains, what is typed; numbers first. */
export function offered(directory: DirectoryEntry[], typed: string): DirectoryEntry[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return directory;
  const byNumber = directory.filter(({ number }) => number.startsWith(wanted));
  const byName = directory.filter(
    ({ number, name }) => !number.startsWith(wanted) && name.toLowerCase().includes(wanted),
  );
  return [...byNumber, ...byName];
}

/** Numbers and ranges in what is typed that the directory does not offer itself. */
export function typedExtensions(typed: string, directory: DirectoryEntry[]): string[] {
  const known = new Set(directory.map(({ number }) => number));
  const numbers = splitExtensions(typed);
  // One plain number that is listed is chosen from the list; anything more is added as typed.
  return numbers.length === 1 && known.has(numbers[0] ?? '') ? [] : numbers;
}
