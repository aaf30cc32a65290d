/** The player's whole state, put together from its parts. */

import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { type AppError, toAppError } from '../../ipc';
import { wasHeard } from '../../lib/findings';
import { failureOf } from './failure';
import type { PlayerAction } from './keys';
import { applyListening, FIRST_LISTENING, type Listening } from './listening';
import { cycleLoop, type Loop, markA, markB, NO_LOOP } from './loop';
import { clampPosition, lanes, type PlayRules } from './model';
import type { Deck, PlayerState } from './player-context';
import { createPosition } from './position';
import { playerQueries } from './queries';
import { gainsOf } from './sides';
import { silentSpans } from './silence';
import { NORMAL_SPEED, stepSpeed } from './speed';
import { type Loaded, useLoaded } from './use-loaded';
import { type Media, useMedia } from './use-media';
import { useReview } from './use-review';
import { useRules } from './use-rules';
import { useSides } from './use-sides';
import { useSpeedPreference } from './use-speed-preference';

function stateOf(loaded: Loaded | null, failed: boolean, media: Media): PlayerState {
  if (loaded === null) return 'empty';
  if (failed) return 'failed';
  if (loaded.waits) return 'paused';
  if (!media.ready) return 'loading';
  return media.playing ? 'playing' : 'paused';
}

/** Recording and outline of what is loaded. */
function useSource(loaded: ReturnType<typeof useLoaded>['loaded']) {
  const recorded = loaded !== null && !loaded.waits && loaded.call.recordingId !== null;
  const { call, fileIndex, attempt } = loaded ?? { call: null, fileIndex: 1, attempt: 0 };
  const recording = useQuery({
    ...playerQueries.recording(call?.id ?? '', fileIndex, attempt),
    enabled: recorded,
  });
  const playable = recorded ? (recording.data ?? null) : null;
  const outline = useQuery({
    ...playerQueries.outline(call?.id ?? '', fileIndex, playable?.durationMs ?? 0),
    enabled: playable !== null,
  });
  const [id, known] = [call?.id, call?.checked === true];
  // The core listens while it draws, and to what it cannot draw.
  const listened = outline.isSuccess || outline.isError || recording.isError;
  useEffect(() => {
    if (listened && id !== undefined) wasHeard(id, known);
  }, [listened, id, known]);
  const error: AppError | null = recorded && recording.isError ? toAppError(recording.error) : null;
  return {
    playable,
    error,
    outline: playable === null ? null : (outline.data ?? null),
    outlineFailed: outline.isError,
  };
}

export function useDeckState(): Deck {
  const [audio] = useState(() => new Audio());
  const [position] = useState(createPosition);
  const loading = useLoaded();
  const { loaded } = loading;
  const source = useSource(loaded);
  const at = loaded?.seconds ?? 0;
  const media = useMedia(audio, { url: source.playable?.url ?? null, at }, position);
  const waits = loaded?.waits ?? false;

  const [speed, setSpeed] = useSpeedPreference();
  const [listening, setListening] = useState<Listening>(FIRST_LISTENING);
  const [loop, setLoop] = useState<Loop>(NO_LOOP);
  const [keysShown, setKeysShown] = useState(false);
  const [noteAt, setNoteAt] = useState<number | null>(null);
  const review = useReview(loaded?.call ?? null);
  const { volume, skipSilence, sides } = listening;
  const change = (part: Partial<Listening>) => setListening((now) => ({ ...now, ...part }));

  useEffect(() => applyListening(audio, { speed, volume }), [audio, speed, volume]);

  const channels = source.playable?.channels ?? 1;
  const gains = useMemo(
    () => (loaded === null ? [] : gainsOf(lanes(loaded.call, channels), sides)),
    [loaded, channels, sides],
  );
  useSides(audio, gains);

  // Marks belong to the file they were set in.
  const url = source.playable?.url;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address stands for the file
  useEffect(() => {
    setLoop(NO_LOOP);
    setNoteAt(null);
  }, [url]);

  // Of what is not opened yet, the talk is as long as is known.
  const durationS = waits
    ? (loaded?.call.talkS ?? 0)
    : media.durationS || (source.playable?.durationMs ?? 0) / 1000;
  const { outline } = source;
  const silence = useMemo(
    () => (outline === null ? [] : silentSpans(outline.channels, outline.durationMs / 1000)),
    [outline],
  );
  const rules = useMemo<PlayRules>(
    () => ({ loop, skipSilence, silence, durationS }),
    [loop, skipSilence, silence, durationS],
  );
  useRules(audio, media.playing, rules, position);

  const failure = loaded === null ? null : failureOf(loaded.call, source.error, media.trouble);
  const state = stateOf(loaded, failure !== null, media);

  const seekTo = (seconds: number) => {
    if (!media.ready) return;
    const at = clampPosition(seconds, durationS);
    audio.currentTime = at;
    position.set(at);
  };
  const seekBy = (seconds: number) => seekTo(audio.currentTime + seconds);
  const toggle = () => {
    if (state === 'playing') media.stop();
    else if (waits) loading.open();
    else if (state === 'paused') media.start();
  };

  const actions: Record<PlayerAction, () => void> = {
    toggle,
    back5: () => seekBy(-5),
    forward5: () => seekBy(5),
    back10: () => seekBy(-10),
    forward10: () => seekBy(10),
    slower: () => setSpeed(stepSpeed(speed, -1)),
    faster: () => setSpeed(stepSpeed(speed, 1)),
    normalSpeed: () => setSpeed(NORMAL_SPEED),
    previousCall: () => loading.move('previous'),
    nextCall: () => loading.move('next'),
    markA: () => setLoop((now) => markA(now, audio.currentTime)),
    markB: () => setLoop((now) => markB(now, audio.currentTime)),
    clearLoop: () => setLoop(NO_LOOP),
    skipSilence: () => change({ skipSilence: !skipSilence }),
    note: () => media.ready && setNoteAt(audio.currentTime),
    review: review.toggle,
    rate1: () => review.rate(1),
    rate2: () => review.rate(2),
    rate3: () => review.rate(3),
    rate4: () => review.rate(4),
    rate5: () => review.rate(5),
    showKeys: () => setKeysShown((now) => !now),
  };

  return {
    state,
    call: loaded?.call ?? null,
    callId: loaded?.call.id ?? null,
    play(call, queue, from) {
      if (loaded?.call.id === call.id && state !== 'failed') {
        if (waits) {
          if (from !== undefined) loading.load(call, queue ?? loaded.queue, from);
          else loading.open();
          return;
        }
        if (from !== undefined && from.fileIndex !== loaded.fileIndex) {
          loading.setFile(from.fileIndex, from.seconds);
          return;
        }
        if (from?.seconds !== undefined) seekTo(from.seconds);
        if (state === 'paused') media.start();
        return;
      }
      loading.load(call, queue ?? null, from);
    },
    wait(call, from, queue) {
      loading.load(call, queue ?? null, from, true);
      position.set(from.seconds ?? 0);
    },
    toggle,
    close: loading.unload,
    fileIndex: loaded?.fileIndex ?? 1,
    ...source,
    failure,
    durationS,
    position,
    silence,
    speed,
    volume,
    sides,
    skipSilence,
    loop,
    hasQueue: loaded?.queue != null,
    keysShown,
    waits,
    marks: review.marks,
    noteAt,
    closeNote: () => setNoteAt(null),
    seekTo,
    setSpeed,
    setVolume: (next) => change({ volume: next }),
    setSides: (next) => change({ sides: next }),
    setFile: loading.setFile,
    cycleLoop: () => setLoop((now) => cycleLoop(now, audio.currentTime)),
    retry: loading.retry,
    showKeys: setKeysShown,
    act: (action) => actions[action](),
    audio,
  };
}
