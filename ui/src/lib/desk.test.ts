import { afterEach, describe, expect, it } from 'vitest';
import { deskOf, flushDesks, forgetDesk, keepDesk, parseDesk, reloadDesks } from './desk';

const PROFILE = 'qa.example';

afterEach(() => forgetDesk(PROFILE));

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

  it('is found again after the page was loaded anew, by profile', () => {
    keepDesk(PROFILE, { current: '42' });
    keepDesk(PROFILE, { player: { call: '42', fileIndex: 2, seconds: 12.5 } });
    reloadDesks();
    expect(deskOf(PROFILE)).toMatchObject({ current: '42', player: { seconds: 12.5 } });
    expect(deskOf('another').current, 'another profile has its own').toBeNull();
  });

  it('does not keep a selection of very many calls by name', () => {
    const selection = Array.from({ length: 5_001 }, (_, id) => String(id));
    keepDesk(PROFILE, { grid: { of: 'q', top: '7', selection } });
    expect(deskOf(PROFILE).grid).toEqual({ of: 'q', top: '7', selection: [] });
    keepDesk(PROFILE, { grid: { of: 'q', top: '7', selection: 'all' } });
    expect(deskOf(PROFILE).grid?.selection).toBe('all');
  });

  it('is gone once it is forgotten', () => {
    keepDesk(PROFILE, { current: '42' });
    flushDesks();
    forgetDesk(PROFILE);
    reloadDesks();
    expect(deskOf(PROFILE).current).toBeNull();
    expect(window.localStorage.getItem(`tapedeck-desk ${PROFILE}`)).toBeNull();
  });
});
