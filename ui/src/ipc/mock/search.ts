/** A search as the mock plays it: the range is held at once or, with `slow`, arrives in parts. */
import type { CallQuery, SearchSnapshot } from '../bindings.gen';
import { within } from './catalogue';
import type { BareCall } from './company';
import { failure, has, pause } from './faults';
import { follow, goingOn, silent } from './live';

let next = 1;
const searches = new Map<string, CallQuery>();

/** Calls that the PBX has not handed over yet; pages do not show them. */
let waiting: ReadonlySet<string> = new Set();

export function hasArrived(call: BareCall): boolean {
  return !waiting.has(call.id);
}

export function startSearch(query: CallQuery): string {
  if (has('forbidden')) throw failure('forbidden', 'This account may not see call records.');
  const id = `search-${next}`;
  next += 1;
  searches.set(id, query);
  return id;
}

function snapshot(id: string, seq: number, held: BareCall[], all: BareCall[]): SearchSnapshot {
  const recordings = (list: BareCall[]) => list.filter((call) => call.recordingId !== null).length;
  const scope = has('own') ? 'own' : 'tenant';
  return {
    id,
    seq,
    phase: 'reading',
    heldCalls: held.length,
    heldRecordings: recordings(held),
    countedCalls: all.length,
    countedRecordings: recordings(all),
    differences: [],
    unreadable: 0,
    days: 0,
    daysRead: 0,
    callsRefused: false,
    recordingsRefused: false,
    asOf: null,
    callsScope: scope,
    recordingsScope: scope,
    failure: null,
    live: silent,
  };
}

export async function watch(
  calls: BareCall[],
  id: string,
  onSnapshot: (snapshot: SearchSnapshot) => void,
): Promise<void> {
  const query = searches.get(id);
  if (query === undefined) throw failure('not_found', 'There is no such search here any more.');
  const all = within(calls, query);
  void play(id, all, goingOn(all), onSnapshot);
}

/** Reads differing slices again: the mock's PBX agrees the second time. */
export async function readSlices(id: string): Promise<null> {
  await pause(300);
  const shown = partial.get(id);
  if (shown === undefined) throw failure('not_found', 'There is no such search here any more.');
  shown.onSnapshot({
    ...shown.done,
    seq: shown.done.seq + 1,
    differences: [],
    countedCalls: shown.done.heldCalls,
  });
  return null;
}

/** Searches with slices that differ. */
const partial = new Map<string, { done: SearchSnapshot; onSnapshot: (snapshot: SearchSnapshot) => void }>();

async function play(
  id: string,
  everything: BareCall[],
  going: BareCall[],
  onSnapshot: (snapshot: SearchSnapshot) => void,
): Promise<void> {
  const all = everything.slice(0, everything.length - going.length);
  const steps = has('slow') ? 40 : 2;
  for (let seq = 1; seq < steps; seq += 1) {
    const count = Math.floor((all.length * (seq - 1)) / steps);
    if (has('slow')) waiting = new Set(all.slice(count).map((call) => call.id));
    onSnapshot(snapshot(id, seq, all.slice(0, count), all));
    await pause(has('slow') ? 400 : 30);
    if (has('failed') && seq >= steps / 2) {
      const failed = failure(
        'offline',
        'The PBX stopped answering. What has arrived stays; try again when it is back.',
        'connection reset by peer',
      );
      onSnapshot({ ...snapshot(id, seq + 1, all.slice(0, count), all), phase: 'failed', failure: failed });
      return;
    }
  }
  const wait = (calls: BareCall[]) => {
    waiting = new Set(calls.map((call) => call.id));
  };
  wait(going);
  const done: SearchSnapshot = {
    ...snapshot(id, steps, all, all),
    phase: 'done',
    asOf: new Date().toISOString(),
  };
  if (has('partial')) {
    const first = all[0]?.startedUtc ?? new Date().toISOString();
    done.countedCalls = all.length + 12;
    done.differences = [
      {
        what: 'calls',
        from: first,
        to: first.replace(/T.*/, 'T23:59:59Z'),
        counted: 152,
        received: 140,
        tries: 4,
        readAt: done.asOf ?? first,
      },
    ];
  }
  partial.set(id, { done, onSnapshot });
  onSnapshot(done);
  follow(
    done,
    going,
    (arrived) => wait(going.filter((call) => waiting.has(call.id) && !arrived.includes(call))),
    onSnapshot,
  );
}
