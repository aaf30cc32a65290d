/** A small made-up company and its 12,000 calls of the last 90 days. */
import type { CallRow, CallStatus, Direction, DirectoryEntry, DirectoryKind } from '../bindings.gen';
import { seeded } from './random';

const NAMES = [
  'Amara Osei',
  'Ben Carter',
  'Chiara Rossi',
  'Daniel Novak',
  'Elif Demir',
  'Farid Rahman',
  'Grace Lim',
  'Hannah Berg',
  'Ivan Petrov',
  'Julia Meyer',
  'Kenji Sato',
  'Laura Silva',
  'Mei Ling Tan',
  'Noah Fischer',
  'Olga Ivanova',
  'Priya Nair',
  'Quentin Moreau',
  'Rosa Jimenez',
  'Samuel Adeyemi',
  'Thandi Mokoena',
  'Umar Farouk',
  'Vera Lindqvist',
  'Wei Zhang',
  'Yara Haddad',
  'Zoe Williams',
];

function entry(number: string, name: string, kind: DirectoryKind): DirectoryEntry {
  return { number, name, kind, seen: false };
}

export const DIRECTORY: DirectoryEntry[] = [
  ...NAMES.map((name, index) => entry(String(101 + index), name, 'extension')),
  entry('600', 'Workshop', 'ring_group'),
  entry('700', 'Main menu', 'ivr'),
  entry('800', 'Sales', 'queue'),
  entry('801', 'Support', 'queue'),
  entry('802', 'Billing', 'queue'),
];

const TRUNKS = ['Telekom SIP', 'Backup trunk'];
const DIDS = ['+60320781100', '+60320781101', '+60320781120'];
const CUSTOMERS = [
  'Harbour Logistics',
  'Nordlicht GmbH',
  'Kopi & Co',
  '',
  '',
  'City Clinic',
  '',
  'Blue Ridge Foods',
  '',
];
const DAY = 86_400_000;

/** A call without its local times: those depend on the zone that is asked for. */
type Later =
  | 'startedLocal'
  | 'answeredLocal'
  | 'endedLocal'
  | 'goneLocal'
  | 'recordingGoneLocal'
  | 'fate'
  | 'tags'
  | 'reviewed'
  | 'rating'
  | 'notes'
  | 'checked'
  | 'findings';

export type BareCall = Omit<CallRow, Later> & { started: number };

function pick<T>(random: () => number, list: readonly T[]): T {
  const item = list[Math.floor(random() * list.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

function startOf(random: () => number, newest: number): number {
  // Weekday and hour shape: redraw until the moment is a likely one.
  for (;;) {
    const time = newest - Math.floor(random() * 90 * DAY);
    const date = new Date(time);
    const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6;
    const hour = (date.getUTCHours() + 8) % 24;
    const busy = hour >= 8 && hour < 19 ? (hour === 12 || hour === 13 ? 0.6 : 1) : 0.06;
    if (random() < busy * (weekend ? 0.15 : 1)) return Math.floor(time / 1000) * 1000;
  }
}

function statusOf(random: () => number): CallStatus {
  const roll = random();
  if (roll < 0.78) return 'answered';
  if (roll < 0.9) return 'unanswered';
  if (roll < 0.94) return 'busy';
  return roll < 0.985 ? 'cancelled' : 'failed';
}

const END_REASONS: Record<CallStatus, readonly string[]> = {
  answered: ['Caller hung up', 'Callee hung up', 'Transferred'],
  unanswered: ['No answer', 'Voicemail'],
  busy: ['486 Busy Here'],
  cancelled: ['487 Request Terminated'],
  failed: ['503 Service Unavailable', '404 Not Found'],
};

function makeCall(random: () => number, index: number, newest: number): BareCall {
  const roll = random();
  const direction: Direction =
    roll < 0.52 ? 'inbound' : roll < 0.84 ? 'outbound' : roll < 0.985 ? 'internal' : 'transit';
  const ours = pick(random, DIRECTORY.slice(0, NAMES.length));
  const colleague = pick(random, DIRECTORY.slice(0, NAMES.length));
  const outside = `+601${Math.floor(10_000_000 + random() * 89_999_999)}`;
  const customer = pick(random, CUSTOMERS);
  const status = statusOf(random);
  const answered = status === 'answered';
  const talkS = answered ? Math.floor(8 + random() ** 2.6 * 1500) : 0;
  const queue = direction === 'inbound' && random() < 0.6 ? pick(random, ['800', '801', '802']) : '';
  const started = startOf(random, newest);
  const inbound = direction === 'inbound';
  const transit = direction === 'transit';
  const internal = direction === 'internal';
  const recorded = answered && !transit && random() < 0.93;
  const id = String(878_000_000_000_000_000n + BigInt(index) * 1_000_003n);
  const other = internal ? colleague.number : outside;
  const did = inbound ? pick(random, DIDS) : '';
  return {
    id,
    recordingId: recorded ? id : null,
    recordingMayCome: false,
    listed: true,
    direction,
    extension: transit ? '' : ours.number,
    extensionName: transit ? '' : ours.name,
    other,
    otherName: internal ? colleague.name : customer,
    caller: inbound || transit ? outside : ours.number,
    callerName: inbound || transit ? customer : ours.name,
    callee: inbound ? queue || ours.number : internal ? colleague.number : outside,
    calleeName: inbound ? ours.name : internal ? colleague.name : customer,
    destination: inbound ? ours.number : other,
    did,
    trunk: internal ? '' : pick(random, TRUNKS),
    queue,
    startedUtc: new Date(started).toISOString().replace('.000', ''),
    ringS: Math.floor(2 + random() * (answered ? 18 : 40)),
    talkS,
    status,
    endReason: pick(random, END_REASONS[status]),
    started,
  };
}

/** Calls ascending by start, ending at `newest`. */
export function makeCalls(newest: number, count = 12_000): BareCall[] {
  const random = seeded(7);
  return Array.from({ length: count }, (_, index) => makeCall(random, index, newest)).sort(
    (a, b) => a.started - b.started,
  );
}
