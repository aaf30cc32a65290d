import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Backend, setBackend } from '../ipc/client';
import { mockBackend } from '../ipc/mock';
import {
  beforeFlush,
  deskOf,
  flushDesks,
  forgetDesk,
  keepDesk,
  loadDesk,
  parseDesk,
  reloadDesks,
} from './desk';

const PROFILE = 'qa.example';
let backend: Backend;

beforeEach(async () => {
  localStorage.clear();
  backend = mockBackend();
  setBackend(backend);
  await reloadDesks();
  localStorage.clear();
});

describe('the desk', () => {
  it('is empty whatever nonsense is kept', () => {
    const empty = { route: null, grid: null, current: null, player: null, view: null, uses: [] };
    for (const text of [
      null,
      '',
      '{',
      'null',
      '[]',
      '7',
      '{"grid":7,"player":{},"route":{"hash":"x"},"current":4}',
    ])
      expect(parseDesk(text), String(text)).toEqual(empty);
  });

  it('keeps what can be understood of a half-broken one', () => {
    const text = JSON.stringify({
      grid: { of: 'q', top: 5, selection: ['1', 2] },
      player: { call: '1', fileIndex: -3, seconds: 'x' },
      route: { hash: '#/exports', places: [['calls', 'range=7d'], 'x'] },
      view: 7,
      uses: [['export', 3], ['x', 'y'], 7],
    });
    expect(parseDesk(text)).toEqual({
      route: { hash: '#/exports', places: [['calls', 'range=7d']] },
      grid: { of: 'q', top: null, selection: ['1'] },
      current: null,
      player: { call: '1', fileIndex: 1, seconds: 0 },
      view: null,
      uses: [['export', 3]],
    });
  });

  it('is found again after the page was loaded anew, by profile', async () => {
    keepDesk(PROFILE, { current: '42' });
    keepDesk(PROFILE, { player: { call: '42', fileIndex: 2, seconds: 12.5 } });
    await reloadDesks();
    await loadDesk(PROFILE);
    await loadDesk('another');
    expect(deskOf(PROFILE)).toMatchObject({ current: '42', player: { seconds: 12.5 } });
    expect(deskOf('another').current, 'another profile has its own').toBeNull();
  });

  it('is written once for many changes, at the latest with what only its owners knew', async () => {
    const kept = vi.spyOn(backend.commands, 'keepDesk');
    const stop = beforeFlush(() => keepDesk(PROFILE, { current: 'the last' }));
    keepDesk(PROFILE, { current: '1' });
    keepDesk(PROFILE, { current: '2' });
    expect(kept, 'not at once').not.toHaveBeenCalled();
    await flushDesks();
    stop();
    expect(kept).toHaveBeenCalledOnce();
    expect(JSON.parse(kept.mock.calls[0]?.[1] ?? '')).toMatchObject({ current: 'the last' });
  });

  it('is written in the order of the changes, however long one takes', async () => {
    const { keepDesk: quick } = backend.commands;
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    vi.spyOn(backend.commands, 'keepDesk')
      .mockImplementationOnce((...desk) => held.then(() => quick(...desk)))
      .mockImplementation(quick);
    keepDesk(PROFILE, { current: 'older' });
    void flushDesks();
    keepDesk(PROFILE, { current: 'newer' });
    const all = flushDesks();
    letGo();
    await all;
    expect(parseDesk(await backend.commands.getDesk(PROFILE)).current).toBe('newer');
  });

  it('goes on in memory when it cannot be written, and begins afresh when it cannot be read', async () => {
    vi.spyOn(backend.commands, 'keepDesk').mockRejectedValueOnce(new Error('full'));
    keepDesk(PROFILE, { current: '42' });
    await flushDesks();
    expect(deskOf(PROFILE).current).toBe('42');
    vi.spyOn(backend.commands, 'getDesk').mockRejectedValueOnce(new Error('broken'));
    await loadDesk('another');
    expect(deskOf('another').current).toBeNull();
  });

  it('is taken over once from where it was kept before', async () => {
    localStorage.setItem(`tapedeck-desk ${PROFILE}`, JSON.stringify({ current: '42' }));
    await loadDesk(PROFILE);
    expect(deskOf(PROFILE).current).toBe('42');
    expect(localStorage.getItem(`tapedeck-desk ${PROFILE}`)).toBeNull();
    await reloadDesks();
    await loadDesk(PROFILE);
    expect(deskOf(PROFILE).current, 'the core has it').toBe('42');
  });

  it('does not keep a selection of very many calls by name', () => {
    const selection = Array.from({ length: 5_001 }, (_, id) => String(id));
    keepDesk(PROFILE, { grid: { of: 'q', top: '7', selection } });
    expect(deskOf(PROFILE).grid).toEqual({ of: 'q', top: '7', selection: [] });
    keepDesk(PROFILE, { grid: { of: 'q', top: '7', selection: 'all' } });
    expect(deskOf(PROFILE).grid?.selection).toBe('all');
  });

  it('counts the uses of no more commands than fit, those used most', () => {
    const uses = Array.from({ length: 600 }, (_, n): [string, number] => [`recent ${n}`, n]);
    keepDesk(PROFILE, { uses });
    const kept = deskOf(PROFILE).uses;
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([500, ['recent 599', 599], ['recent 100', 100]]);
  });

  it('is gone once it is forgotten', async () => {
    keepDesk(PROFILE, { current: '42' });
    await flushDesks();
    forgetDesk(PROFILE);
    await reloadDesks();
    await loadDesk(PROFILE);
    expect(deskOf(PROFILE).current).toBeNull();
  });
});
