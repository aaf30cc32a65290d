/** The player's keys as a person has changed them: what is kept, and what may be a key at all. Pure. */
import { BINDINGS, type Binding, type PlayerAction } from './keys';

/** What differs from the keys as they come, by action. */
type Changed = Partial<Record<PlayerAction, string[]>>;

/** Keys that belong to the window: moving on, leaving, going round its parts. */
const RESERVED = new Set([
  'Tab',
  'Escape',
  'Enter',
  'F6',
  'Shift',
  'Control',
  'Alt',
  'AltGraph',
  'Meta',
  'Dead',
  'Process',
  'Unidentified',
  'CapsLock',
]);

export function isReserved(key: string): boolean {
  return RESERVED.has(key);
}

function read(kept: string): Changed {
  if (kept === '') return {};
  try {
    const parsed: unknown = JSON.parse(kept);
    if (typeof parsed !== 'object' || parsed === null) return {};
    const lists = Object.entries(parsed).filter(
      (entry): entry is [string, string[]] =>
        Array.isArray(entry[1]) && entry[1].every((key) => typeof key === 'string' && !isReserved(key)),
    );
    return Object.fromEntries(lists) as Changed;
  } catch {
    return {};
  }
}

/** The keys in use: those that were changed, else those that come. */
export function bindingsOf(kept: string): Binding[] {
  const changed = read(kept);
  return BINDINGS.map(({ action, keys }) => ({ action, keys: changed[action] ?? keys }));
}

const same = (a: readonly string[], b: readonly string[]) => a.join('\n') === b.join('\n');

/** What is kept of bindings: only what differs, so that a key that comes with a later version is not shadowed. */
export function writeBindings(bindings: readonly Binding[]): string {
  const changed = bindings.filter(
    ({ action, keys }) => !same(keys, BINDINGS.find((usual) => usual.action === action)?.keys ?? []),
  );
  if (changed.length === 0) return '';
  return JSON.stringify(Object.fromEntries(changed.map(({ action, keys }) => [action, keys])));
}

/** What a key does now, if anything. */
export function ownerOf(bindings: readonly Binding[], key: string): PlayerAction | null {
  return bindings.find(({ keys }) => keys.includes(key))?.action ?? null;
}

/** Gives a key to an action, and takes it from the one that had it. */
export function withKey(bindings: readonly Binding[], action: PlayerAction, key: string): Binding[] {
  return bindings.map((binding) => {
    const others = binding.keys.filter((other) => other !== key);
    return { ...binding, keys: binding.action === action ? [...others, key] : others };
  });
}

export function withoutKey(bindings: readonly Binding[], action: PlayerAction, key: string): Binding[] {
  return bindings.map((binding) =>
    binding.action === action ? { ...binding, keys: binding.keys.filter((other) => other !== key) } : binding,
  );
}
