/** The mock's legs: what happened on the way of a made-up call. */
import { toLocal } from '../../lib/zone';
import type { CallRow, ConversationView, RecordingFileView, RerouteReason, StepView } from '../bindings.gen';
import { DIRECTORY } from './company';
import { has } from './faults';
import { seeded } from './random';

type Leg = Pick<StepView, 'number' | 'outcome'> &
  Partial<StepView> & { start: number; end: number; answer?: number };

const nameOf = (number: string) => DIRECTORY.find((entry) => entry.number === number)?.name ?? '';
const FORWARDS: RerouteReason[] = [
  'forwarding_busy',
  'forwarding_no_answer',
  'forwarding_lunch',
  'forwarding_night_mode',
];

/** The legs of a call in seconds from its start. */
function legsOf(call: CallRow): Leg[] {
  const random = seeded(Number(call.id.slice(-9)));
  const rung = call.ringS;
  const end = Math.max(1, rung + call.talkS);
  const answered = call.status === 'answered';
  const party = call.destination || call.callee;
  const legs: Leg[] = [];
  if (call.queue !== '') {
    legs.push({ number: call.queue, start: 0, answer: 0, end: rung, outcome: answered ? 'sent_on' : 'left' });
    const agents = DIRECTORY.slice(0, 25).filter(() => random() < 0.12);
    const ringing = [...new Set([party, ...agents.map(({ number }) => number)])].slice(0, 4);
    const together = ringing.length > 1 ? 1 : null;
    for (const number of ringing) {
      const took = answered && number === party;
      legs.push({
        number,
        start: 1,
        end: took ? end : rung,
        ...(took ? { answer: rung } : {}),
        outcome: took ? 'talked' : answered ? 'answered_elsewhere' : 'cancelled',
        ringsWith: together,
      });
    }
  } else if (answered && random() < 0.3) {
    const reason = FORWARDS[Math.floor(random() * FORWARDS.length)] ?? 'forwarding_busy';
    legs.push(
      { number: '125', start: 0, end: Math.min(rung, 2), outcome: 'unanswered' },
      { number: party, start: Math.min(rung, 2), answer: rung, end, outcome: 'talked', reroute: reason },
    );
  } else {
    const outcome = call.status === 'answered' ? 'talked' : call.status;
    legs.push({ number: party, start: 0, end, ...(answered ? { answer: rung } : {}), outcome });
  }
  const talk = legs.find(({ outcome }) => outcome === 'talked');
  if (talk !== undefined && call.talkS > 40 && random() < 0.4) {
    const at = rung + Math.floor(call.talkS / 2);
    talk.end = at;
    legs.push({
      number: '104',
      start: at,
      answer: at + 4,
      end,
      outcome: 'talked',
      reroute: 'transfer',
      transfer: { kind: random() < 0.5 ? 'blind' : 'consult', by: party, byName: nameOf(party) },
    });
  }
  return legs;
}

function stepOf(leg: Leg, call: CallRow, zone: string): StepView {
  const started = Date.parse(call.startedUtc);
  const local = (second: number) => toLocal(new Date(started + second * 1000), zone);
  const { start, end, answer, ...rest } = leg;
  const kind = DIRECTORY.find((entry) => entry.number === leg.number)?.kind ?? 'trunk';
  return {
    kind,
    name: nameOf(leg.number) || (leg.number === call.other ? call.otherName : ''),
    caller: call.caller,
    callerName: call.callerName,
    reroute: null,
    rerouteText: rest.reroute?.toUpperCase() ?? '',
    transfer: null,
    consultation: false,
    ringsWith: null,
    startMs: start * 1000,
    ringMs: start * 1000,
    answerMs: answer === undefined ? null : answer * 1000,
    endMs: end * 1000,
    startedLocal: local(start),
    answeredLocal: answer === undefined ? null : local(answer),
    endedLocal: local(end),
    endReason: call.endReason,
    trunk: call.trunk,
    cost: call.direction === 'outbound' ? 0.12 : null,
    billedAccount: '',
    ...rest,
  };
}

function rawOf(call: CallRow): string {
  const leg = { caller: call.caller, callee: call.callee, end_reason: call.endReason, trunk: call.trunk };
  return JSON.stringify({ [`/api/cdrs/${call.id}`]: { items: [leg] } }, null, 2);
}

export function conversationOf(call: CallRow, zone: string, fresh: boolean): ConversationView {
  const steps = legsOf(call).map((leg) => stepOf(leg, call, zone));
  const talking = steps.map(({ outcome }) => outcome).lastIndexOf('talked');
  return {
    call: call.id,
    steps,
    talked: talking < 0 ? null : talking,
    talkS: call.talkS,
    lengthMs: Math.max(...steps.map((step) => step.endMs)),
    told: true,
    ownLegOnly: has('own'),
    raw: fresh ? rawOf(call) : null,
  };
}

/** One file for each party that talked. */
export function filesOf(call: CallRow, zone: string): RecordingFileView[] {
  if (call.recordingId === null) return [];
  const talks = conversationOf(call, zone, false).steps.filter(({ outcome }) => outcome === 'talked');
  return talks.map((step, index) => ({
    fileIndex: index + 1,
    name: `8778281_${call.id}_${step.number}_45060.wav`,
    startedLocal: step.answeredLocal,
    durationS: Math.round((step.endMs - (step.answerMs ?? step.endMs)) / 1000),
    hasFile: true,
  }));
}
