import { describe, expect, it } from 'vitest';
import { bindingsOf, isReserved, ownerOf, withKey, withoutKey, writeBindings } from './bindings';
import { actionFor, BINDINGS } from './keys';

const press = (key: string) => ({ key, ctrlKey: false, metaKey: false, altKey: false, altGraph: false });

describe('keys that were changed', () => {
  it('are those that come until somebody changes them, whatever is kept', () => {
    for (const kept of ['', '{', 'null', '[]', '{"toggle":7}', '{"toggle":["Tab"]}', '{"nothing":["x"]}'])
      expect(bindingsOf(kept), kept).toEqual(BINDINGS);
  });

  it('go to one action at a time', () => {
    const changed = withKey(BINDINGS, 'note', 'k');
    expect(ownerOf(changed, 'k')).toBe('note');
    expect(changed.find(({ action }) => action === 'toggle')?.keys).toEqual([' ']);
    const keys = changed.flatMap((binding) => binding.keys);
    expect(new Set(keys).size, 'no key has two meanings').toBe(keys.length);
  });

  it('are kept as the difference, and read back the same', () => {
    const pedal = withKey(withoutKey(BINDINGS, 'toggle', 'k'), 'toggle', 'F13');
    expect(JSON.parse(writeBindings(pedal))).toEqual({ toggle: [' ', 'F13'] });
    expect(bindingsOf(writeBindings(pedal))).toEqual(pedal);
    expect(actionFor(press('F13'), 'free', bindingsOf(writeBindings(pedal)))).toBe('toggle');
    expect(actionFor(press('k'), 'free', bindingsOf(writeBindings(pedal)))).toBeNull();
  });

  it('may leave an action without a key', () => {
    const none = withoutKey(BINDINGS, 'showKeys', '?');
    expect(bindingsOf(writeBindings(none)).find(({ action }) => action === 'showKeys')?.keys).toEqual([]);
  });

  it('keep nothing when they are as they come', () => {
    expect(writeBindings(withKey(withoutKey(BINDINGS, 'note', 'n'), 'note', 'n'))).toBe('');
  });

  it('are never those of the window', () => {
    for (const key of ['Tab', 'Escape', 'Enter', 'F6', 'Shift']) expect(isReserved(key), key).toBe(true);
    for (const key of ['F13', 'MediaPlayPause', 'n', ' ']) expect(isReserved(key), key).toBe(false);
  });
});
