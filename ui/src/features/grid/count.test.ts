import { describe, expect, it } from 'vitest';
import type { LiveState, LiveView, SearchSnapshot } from '../../ipc';
import { countLine, stampOf } from './count';

const totals = { calls: 40, recordings: 31, talkS: 900 };
const done: SearchSnapshot = {
  id: 's',
  seq: 9,
  phase: 'done',
  heldCalls: 12_480,
  heldRecordings: 9_114,
  countedCalls: 12_480,
  countedRecordings: 9_114,
  differences: [],
  unreadable: 0,
  days: 0,
  daysRead: 0,
  callsRefused: false,
  recordingsRefused: false,
  asOf: '2026-11-24T06:03:00Z',
  callsScope: 'tenant',
  recordingsScope: 'tenant',
  failure: null,
  live: { state: 'listening', newCalls: 3, awaited: 1 },
};

describe('the count line', () => {
  it('says what is found of what is held', () => {
    expect(countLine(done, totals)).toEqual({
      shown: 40,
      held: 12_480,
      recordings: 31,
      counting: false,
      reading: false,
      days: null,
      stopped: false,
      asOf: '2026-11-24T06:03:00Z',
      counted: 12_480,
      differs: false,
      refused: null,
      unreadable: 0,
      failed: false,
      newCalls: 3,
      live: 'on',
    });
  });

  it('does not call a difference what is only still arriving', () => {
    const reading: SearchSnapshot = { ...done, phase: 'reading', heldCalls: 200, asOf: null };
    expect(countLine(reading, totals)).toMatchObject({ reading: true, differs: false });
  });

  it('warns when the PBX counts other than is held', () => {
    expect(countLine({ ...done, countedCalls: 12_492 }, totals)?.differs).toBe(true);
    expect(countLine({ ...done, countedRecordings: 9_115 }, totals)?.differs).toBe(true);
    const slice = {
      what: 'calls',
      from: '',
      to: '',
      counted: 2,
      received: 1,
      tries: 4,
      readAt: '2026-11-24T06:03:00Z',
    };
    expect(countLine({ ...done, differences: [slice] }, totals)?.differs).toBe(true);
    expect(
      countLine({ ...done, countedCalls: null }, totals)?.differs,
      'a PBX that does not count proves nothing',
    ).toBe(false);
  });

  it('tells a list that is closed from one that is empty', () => {
    expect(countLine({ ...done, recordingsRefused: true }, totals)?.refused).toBe('recordings');
    expect(countLine({ ...done, callsRefused: true, unreadable: 3 }, totals)).toMatchObject({
      refused: 'calls',
      unreadable: 3,
    });
  });

  it('says nothing before anything is known', () => {
    expect(countLine(null, undefined)).toBeNull();
    expect(countLine(null, totals)).toMatchObject({ held: 40, reading: true });
  });

  it('tells a live connection that is broken from none', () => {
    const live = (state: LiveState) => countLine({ ...done, live: { ...done.live, state } }, totals)?.live;
    expect([live('listening'), live('connecting'), live('off')]).toEqual(['on', 'broken', null]);
  });

  it('has news when a recording has come or is given up, not when a call has ended', () => {
    const stamp = (change: Partial<LiveView>) => stampOf({ ...done, live: { ...done.live, ...change } });
    expect(stamp({ awaited: 0 })).not.toBe(stampOf(done));
    expect(stamp({ newCalls: 4 }), 'its row is not there yet').toBe(stampOf(done));
    expect(stampOf({ ...done, heldRecordings: 9_115 })).not.toBe(stampOf(done));
  });
});
