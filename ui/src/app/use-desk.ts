/** Puts place, filters and player back as they were left, and keeps them as they change. */
import { skipToken, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { type CallQueue, usePlayer } from '../features/player';
import { api, type ProfileId } from '../ipc';
import { beforeFlush, deskOf, keepDesk, loadDesk } from '../lib/desk';
import { restoreRoute, routeState, useHash } from '../lib/route';
import { useZone } from '../lib/session';

/** The desk of whoever is signed in: read before anything is drawn that asks for it. */
export function useDesk(profile: ProfileId | undefined): boolean {
  const { isSuccess } = useQuery({
    queryKey: ['desk', profile],
    queryFn: profile === undefined ? skipToken : () => loadDesk(profile).then(() => true),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return isSuccess;
}

/** The place and the parameters of all places: before anything is drawn that reads them. */
export function useDeskRoute(profile: ProfileId): void {
  useState(() => restoreRoute(deskOf(profile).route));
  const hash = useHash();
  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the address is kept
  useEffect(() => keepDesk(profile, { route: routeState() }), [profile, hash]);
}

/** Position of the player is kept this often. */
const EVERY_MS = 5_000;

/** The player waits, paused, where it was; nothing is fetched before somebody plays. */
export function useDeskPlayer(profile: ProfileId, around: () => CallQueue | undefined): void {
  const player = usePlayer();
  const zone = useZone();
  const [restored, setRestored] = useState(false);
  const latest = useRef(player);
  useEffect(() => {
    latest.current = player;
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for the profile whose desk it is
  useEffect(() => {
    const left = deskOf(profile).player;
    if (player.state !== 'empty' || left === null) {
      setRestored(true);
      return;
    }
    let stale = false;
    api
      .getCall(left.call, zone)
      .then((call) => {
        // Somebody may have begun to play meanwhile.
        if (stale || latest.current.state !== 'empty' || call.recordingId === null) return;
        latest.current.wait(call, left, around());
      })
      // A call that is gone from the catalogue is not played on.
      .catch(() => undefined)
      .finally(() => {
        if (!stale) setRestored(true);
      });
    return () => {
      stale = true;
    };
  }, [profile]);

  const { callId, fileIndex, position, state } = player;
  // biome-ignore lint/correctness/useExhaustiveDependencies: kept anew when playing stops, to the moment
  useEffect(() => {
    if (!restored) return;
    if (callId === null) {
      keepDesk(profile, { player: null });
      return;
    }
    const keep = () => keepDesk(profile, { player: { call: callId, fileIndex, seconds: position.get() } });
    keep();
    let last = Date.now();
    const leaves = [
      beforeFlush(keep),
      position.subscribe(() => {
        if (Date.now() - last < EVERY_MS) return;
        last = Date.now();
        keep();
      }),
    ];
    return () => {
      for (const leave of leaves) leave();
    };
  }, [profile, restored, callId, fileIndex, position, state]);
}
