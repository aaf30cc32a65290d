/** The legs of a call as lanes: where each rings and talks, which rang together, what is worth a mark. Pure. */
import type { ConversationView, RerouteReason, StepKind, StepView, TransferKind } from '../../ipc';
import { partyText } from './columns';

/** A stretch of the conversation, in percent of its length. */
export interface Span {
  from: number;
  width: number;
}

export type PartName = 'ring' | 'talk' | 'wait';

/** What a lane shows of one stretch. */
export interface Part {
  name: PartName;
  span: Span;
  seconds: number;
}

export type Mark =
  | { kind: 'last' }
  | { kind: 'transfer'; transfer: TransferKind; party: string }
  | { kind: 'consultation'; party: string }
  | { kind: 'reroute'; reason: Exclude<RerouteReason, 'other'> }
  | { kind: 'word'; text: string };

export interface Lane {
  /** Tells lanes apart, and stays with its leg when the legs are read again. */
  key: string;
  step: StepView;
  party: string;
  parts: Part[];
  /** The part its length is named by: the talk or the wait if there is one, else the ringing. */
  main: Part;
  marks: Mark[];
}

/** Lanes that belong together: several that rang at the same time, or one. */
export interface Block {
  key: string;
  lanes: Lane[];
}

/** What answers only to send calls on: time there is waiting. */
const SENDS_ON: readonly StepKind[] = ['queue', 'ring_group', 'ivr'];

function partsOf(step: StepView, length: number): Pick<Lane, 'parts' | 'main'> {
  const part = (name: PartName, from: number, to: number): Part => ({
    name,
    span: { from: (from / length) * 100, width: ((to - from) / length) * 100 },
    seconds: Math.round((to - from) / 1000),
  });
  const ring = part('ring', step.ringMs, step.answerMs ?? step.endMs);
  if (step.answerMs === null) return { parts: [ring], main: ring };
  const main = part(SENDS_ON.includes(step.kind) ? 'wait' : 'talk', step.answerMs, step.endMs);
  return { parts: step.answerMs > step.ringMs ? [ring, main] : [main], main };
}

function marksOf(step: StepView, isLast: boolean): Mark[] {
  const marks: Mark[] = [];
  if (isLast) marks.push({ kind: 'last' });
  if (step.transfer !== null) {
    const { kind, by, byName } = step.transfer;
    marks.push({ kind: 'transfer', transfer: kind, party: partyText(by, byName) });
  }
  if (step.consultation) marks.push({ kind: 'consultation', party: partyText(step.caller, step.callerName) });
  const { reroute } = step;
  if (reroute === 'other') marks.push({ kind: 'word', text: step.rerouteText });
  else if (reroute !== null && !(reroute === 'transfer' && step.transfer !== null))
    marks.push({ kind: 'reroute', reason: reroute });
  return marks;
}

export function lanesOf(told: ConversationView): Lane[] {
  const length = Math.max(1, told.lengthMs);
  return told.steps.map((step, index) => ({
    key: `${index} ${step.number} ${step.startMs}`,
    step,
    party: partyText(step.number, step.name),
    marks: marksOf(step, index === told.talked),
    ...partsOf(step, length),
  }));
}

/** Lanes in order; neighbours that rang together are one block. */
export function blocksOf(lanes: Lane[]): Block[] {
  const blocks: Block[] = [];
  for (const lane of lanes) {
    const previous = blocks.at(-1);
    const group = lane.step.ringsWith;
    if (group !== null && previous?.lanes[0]?.step.ringsWith === group) previous.lanes.push(lane);
    else blocks.push({ key: lane.key, lanes: [lane] });
  }
  return blocks;
}

/** The patterns that occur, in the order of a call. */
export function patternsOf(lanes: Lane[]): PartName[] {
  const shown = new Set(lanes.flatMap((lane) => lane.parts.map(({ name }) => name)));
  return (['ring', 'wait', 'talk'] as const).filter((name) => shown.has(name));
}

/** Who finally talked, as number and name; null when nobody did. */
export function talkedLast(told: ConversationView): string | null {
  const step = told.talked === null ? undefined : told.steps[told.talked];
  return step === undefined ? null : partyText(step.number, step.name);
}
