import { describe, expect, it } from 'vitest';
import type { CallRow } from '../../ipc';
import { NO_LOOP } from './loop';
import { clampPosition, jumpFrom, lanes, type PlayRules, parties } from './model';

const rules = (change: Partial<PlayRules>): PlayRules => ({
  loop: NO_LOOP,
  skipSilence: false,
  silence: [{ start: 10, end: 20 }],
  durationS: 30,
  ...change,
});

describe('jumpFrom', () => {
  it('lets playing run on when nothing is asked', () => {
    expect(jumpFrom(12, rules({}))).toBeNull();
  });

  it('leaves silence out when asked', () => {
    expect(jumpFrom(12, rules({ skipSilence: true }))).toBe(19.75);
    expect(jumpFrom(5, rules({ skipSilence: true }))).toBeNull();
  });

  it('goes back to A at B', () => {
    const loop = { a: 2, b: 6 };
    expect(jumpFrom(5.9, rules({ loop }))).toBeNull();
    expect(jumpFrom(6, rules({ loop }))).toBe(2);
    expect(jumpFrom(25, rules({ loop })), 'a position behind the loop comes back into it').toBe(2);
  });

  it('does not skip silence out of the loop', () => {
    expect(jumpFrom(12, rules({ loop: { a: 2, b: 15 }, skipSilence: true }))).toBe(2);
  });

  it('does nothing with one mark', () => {
    expect(jumpFrom(9, rules({ loop: { a: 2, b: null } }))).toBeNull();
  });
});

it('keeps a position inside the recording', () => {
  expect([-3, 12, 99, Number.NaN].map((at) => clampPosition(at, 30))).toEqual([0, 12, 30, 0]);
  expect(clampPosition(99, 0), 'a length that is not known yet limits nothing').toBe(99);
});

it('draws the other side above and the extension below, whoever called', () => {
  expect(lanes({ direction: 'inbound' }, 2)).toEqual([
    { side: 'other', channel: 0 },
    { side: 'extension', channel: 1 },
  ]);
  expect(lanes({ direction: 'outbound' }, 2)).toEqual([
    { side: 'other', channel: 1 },
    { side: 'extension', channel: 0 },
  ]);
  expect(lanes({ direction: 'inbound' }, 1)).toEqual([{ side: 'both', channel: 0 }]);
});

it('says who called whom', () => {
  const call = {
    extension: '101',
    extensionName: 'Anna',
    other: '+601',
    otherName: '',
    caller: '+601',
    callerName: '',
    callee: '101',
    calleeName: 'Anna',
  } as CallRow;
  const own = { name: 'Anna', number: '101' };
  const other = { name: '', number: '+601' };
  expect(parties({ ...call, direction: 'inbound' })).toEqual({ from: other, to: own });
  expect(parties({ ...call, direction: 'outbound' })).toEqual({ from: own, to: other });
  expect(parties({ ...call, direction: 'transit' })).toEqual({ from: other, to: own });
});
