import { describe, expect, it, vi } from 'vitest';
import { type Deed, UndoHistory } from './undo';

const deed = (key: Deed['key']): Deed => ({ key, calls: 1, name: '' });
/** Answers each change with the one that makes it again. */
const revert = vi.fn(async (change: string) => `${change}'`);

describe('undo', () => {
  it('takes changes back in turn and does them again', async () => {
    const history = new UndoHistory();
    history.did('a', deed('tagged'));
    history.did('b', deed('reviewed'));
    expect(history.get()).toMatchObject({ canUndo: true, canRedo: false, told: { kind: 'done' } });
    await history.undo(revert);
    await history.undo(revert);
    expect(revert.mock.calls.map(([change]) => change)).toEqual(['b', 'a']);
    expect(history.get()).toMatchObject({ canUndo: false, canRedo: true, told: { kind: 'undone' } });
    await history.redo(revert);
    expect(revert, 'with the change that undo answered').toHaveBeenLastCalledWith("a'");
    expect(history.get().told).toMatchObject({ kind: 'redone', deed: deed('tagged') });
  });

  it('cannot do again what was taken back before another change', async () => {
    const history = new UndoHistory();
    history.did('a', deed('tagged'));
    await history.undo(revert);
    history.did('b', deed('rated'));
    expect(history.get().canRedo).toBe(false);
  });

  it('tells why nothing was taken back, and keeps the change', async () => {
    const history = new UndoHistory();
    history.did('a', deed('tagged'));
    await history.undo(async () => {
      throw new Error('The database is locked.');
    });
    expect(history.get()).toMatchObject({
      canUndo: true,
      told: { kind: 'refused', why: 'The database is locked.' },
    });
  });

  it('takes back one at a time, however fast the keys come', async () => {
    const history = new UndoHistory();
    history.did('a', deed('tagged'));
    history.did('b', deed('tagged'));
    revert.mockClear();
    await Promise.all([history.undo(revert), history.undo(revert)]);
    expect(revert).toHaveBeenCalledTimes(1);
  });

  it('hushes without forgetting', () => {
    const history = new UndoHistory();
    history.did('a', deed('noteDeleted'));
    history.hush();
    expect(history.get()).toMatchObject({ told: null, canUndo: true });
    history.clear();
    expect(history.get().canUndo).toBe(false);
  });
});
