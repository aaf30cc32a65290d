/** New calls as the mock plays them with `live`: the newest calls of the range end one after another. */
import type { LiveView, SearchSnapshot } from '../bindings.gen';
import type { BareCall } from './company';
import { failure, has } from './faults';

/** Calls that have not ended when the range is read, and how far apart they end. */
const STILL_GOING = 6;
const APART_MS = 4000;

export const silent: LiveView = { state: 'off', newCalls: 0, awaited: 0 };

/** The calls that are going on while a range is read. */
export function goingOn(all: BareCall[]): BareCall[] {
  return has('live') ? all.slice(-STILL_GOING) : [];
}

let follower: { id: string; show: () => void } | null = null;

/** Lets the calls that go on end, until another search is followed. */
export function follow(
  done: SearchSnapshot,
  going: BareCall[],
  arrive: (calls: BareCall[]) => void,
  onSnapshot: (snapshot: SearchSnapshot) => void,
): void {
  if (!has('live')) return;
  let now: SearchSnapshot = { ...done, live: { ...silent, state: 'listening' } };
  let [ended, shown] = [0, 0];
  const tell = (change: Partial<SearchSnapshot>) => {
    now = { ...now, ...change, seq: now.seq + 1 };
    now.live = { ...now.live, newCalls: ended - shown };
    onSnapshot(now);
  };
  const self = {
    id: done.id,
    show: () => {
      const calls = going.slice(shown, ended);
      shown = ended;
      arrive(calls);
      const recordings = calls.filter((call) => call.recordingId !== null).length;
      const [heldCalls, heldRecordings] = [now.heldCalls + calls.length, now.heldRecordings + recordings];
      tell({
        heldCalls,
        heldRecordings,
        countedCalls: heldCalls,
        countedRecordings: heldRecordings,
        asOf: new Date().toISOString(),
      });
    },
  };
  follower = self;
  tell({});
  const clock = setInterval(() => {
    if (follower !== self || ended === going.length) {
      clearInterval(clock);
      return;
    }
    ended += 1;
    tell({});
  }, APART_MS);
}

export function showNewCalls(id: string): void {
  if (follower?.id !== id) throw failure('not_found', 'There is no such search here any more.');
  follower.show();
}
