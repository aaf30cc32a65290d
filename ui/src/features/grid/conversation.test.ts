import { describe, expect, it } from 'vitest';
import type { ConversationView, StepView } from '../../ipc';
import { blocksOf, lanesOf, patternsOf, talkedLast } from './conversation';

const step = (number: string, change: Partial<StepView> = {}): StepView => ({
  kind: 'extension',
  number,
  name: '',
  caller: '+44',
  callerName: '',
  outcome: 'unanswered',
  reroute: null,
  rerouteText: '',
  transfer: null,
  consultation: false,
  ringsWith: null,
  startMs: 0,
  ringMs: 0,
  answerMs: null,
  endMs: 10_000,
  startedLocal: '2026-11-02T09:00:00+00:00',
  answeredLocal: null,
  endedLocal: '2026-11-02T09:00:10+00:00',
  endReason: '',
  trunk: '',
  cost: null,
  billedAccount: '',
  ...change,
});

const told = (steps: StepView[], change: Partial<ConversationView> = {}): ConversationView => ({
  call: '1',
  steps,
  talked: null,
  talkS: 0,
  lengthMs: 100_000,
  told: true,
  ownLegOnly: false,
  raw: null,
  ...change,
});

const queue = step('8000', { kind: 'queue', name: 'Sales', answerMs: 0, endMs: 20_000, outcome: 'sent_on' });
const agent = step('102', { startMs: 4000, ringMs: 5000, endMs: 20_000, ringsWith: 1 });
const answerer = step('103', {
  name: 'Cy',
  startMs: 5000,
  ringMs: 5000,
  answerMs: 20_000,
  endMs: 100_000,
  outcome: 'talked',
  ringsWith: 1,
});

describe('lanes', () => {
  it('show ringing and talk where they were, in percent of the whole', () => {
    const [first, second, third] = lanesOf(told([queue, agent, answerer], { talked: 2 }));
    expect(first?.parts).toEqual([{ name: 'wait', span: { from: 0, width: 20 }, seconds: 20 }]);
    expect(second?.parts).toEqual([{ name: 'ring', span: { from: 5, width: 15 }, seconds: 15 }]);
    expect(third?.parts).toEqual([
      { name: 'ring', span: { from: 5, width: 15 }, seconds: 15 },
      { name: 'talk', span: { from: 20, width: 80 }, seconds: 80 },
    ]);
    expect(third?.main.name).toBe('talk');
    expect(second?.main.name).toBe('ring');
  });

  it('of a call without any length are no division by zero', () => {
    const [only] = lanesOf(told([step('101', { endMs: 0 })], { lengthMs: 0 }));
    expect(only?.parts).toEqual([{ name: 'ring', span: { from: 0, width: 0 }, seconds: 0 }]);
  });

  it('name numbers with their names', () => {
    expect(lanesOf(told([queue, agent])).map(({ party }) => party)).toEqual(['8000 Sales', '102']);
  });

  it('stay themselves when the legs are read again', () => {
    const keys = () => lanesOf(told([queue, agent, agent])).map(({ key }) => key);
    expect(keys()).toEqual(keys());
    expect(new Set(keys()).size).toBe(3);
  });
});

describe('blocks', () => {
  it('put together what rang together', () => {
    const blocks = blocksOf(lanesOf(told([queue, agent, answerer, step('104')])));
    expect(blocks.map(({ lanes }) => lanes.map(({ step: { number } }) => number))).toEqual([
      ['8000'],
      ['102', '103'],
      ['104'],
    ]);
  });

  it('keep two groups apart', () => {
    const again = { ...agent, ringsWith: 3 };
    const blocks = blocksOf(lanesOf(told([queue, agent, answerer, again, again])));
    expect(blocks.map(({ lanes }) => lanes.length)).toEqual([1, 2, 2]);
  });
});

describe('marks', () => {
  const marks = (change: Partial<StepView>, talked: number | null = null) =>
    lanesOf(told([step('101', change)], { talked }))[0]?.marks;

  it('say why the call came here', () => {
    expect(marks({ reroute: 'forwarding_busy' })).toEqual([{ kind: 'reroute', reason: 'forwarding_busy' }]);
    expect(marks({})).toEqual([]);
  });

  it('leave a word that nobody knows as it came', () => {
    expect(marks({ reroute: 'other', rerouteText: 'NEW_REASON' })).toEqual([
      { kind: 'word', text: 'NEW_REASON' },
    ]);
  });

  it('say a transfer once, with who did it', () => {
    const transfer = { kind: 'blind', by: '102', byName: 'Bo' } as const;
    expect(marks({ reroute: 'transfer', transfer })).toEqual([
      { kind: 'transfer', transfer: 'blind', party: '102 Bo' },
    ]);
    expect(marks({ reroute: 'transfer' })).toEqual([{ kind: 'reroute', reason: 'transfer' }]);
  });

  it('say who asked, and who finally talked', () => {
    expect(marks({ consultation: true, caller: '102', callerName: 'Bo' }, 0)).toEqual([
      { kind: 'last' },
      { kind: 'consultation', party: '102 Bo' },
    ]);
  });
});

it('names only the patterns that occur', () => {
  expect(patternsOf(lanesOf(told([agent])))).toEqual(['ring']);
  expect(patternsOf(lanesOf(told([answerer, queue])))).toEqual(['ring', 'wait', 'talk']);
});

it('names who finally talked', () => {
  expect(talkedLast(told([queue, answerer], { talked: 1 }))).toBe('103 Cy');
  expect(talkedLast(told([queue]))).toBeNull();
});
