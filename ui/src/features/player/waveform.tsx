import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallRow } from '../../ipc';
import { formatDuration } from '../../lib/format';
import { FindingMarks } from './finding-marks';
import { laneName } from './lane-names';
import { lanes } from './model';
import { NoteMarks } from './note-marks';
import classes from './player.module.css';
import type { Deck } from './player-context';
import { usePosition } from './position';
import { useWavesurfer } from './use-wavesurfer';

interface Props {
  deck: Deck;
  call: CallRow;
}

/** The outline of the recording, one lane per side, as a slider. */
export function Waveform({ deck, call }: Props) {
  const { t } = useTranslation();
  const channels = deck.outline?.channels.length ?? deck.playable?.channels ?? 1;
  const rows = lanes(call, channels);
  const names = rows.map((lane) => laneName(t, lane.side, call));
  return (
    <div className={classes.stage} data-lanes={rows.length}>
      <div className={classes.gutter} aria-hidden>
        {names.map((name) => (
          <span key={name} className={classes.laneLabel} title={name}>
            {name}
          </span>
        ))}
      </div>
      <div className={classes.wave}>
        <SeekSlider deck={deck} call={call} laneNames={names} />
        <NoteMarks deck={deck} />
        <FindingMarks deck={deck} call={call.id} />
      </div>
    </div>
  );
}

function SeekSlider({ deck, call, laneNames }: Props & { laneNames: string[] }) {
  const { t } = useTranslation();
  const surface = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const [hover, setHover] = useState<number | null>(null);
  useWavesurfer(canvas, deck, call);
  const { durationS } = deck;
  const position = Math.floor(usePosition(deck.position));

  const ratioAt = (event: PointerEvent) => {
    const box = surface.current?.getBoundingClientRect();
    if (!box || box.width === 0) return 0;
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    surface.current?.setPointerCapture(event.pointerId);
    deck.seekTo(ratioAt(event) * durationS);
  };
  const onPointerMove = (event: PointerEvent) => {
    const ratio = ratioAt(event);
    setHover(ratio);
    if (surface.current?.hasPointerCapture(event.pointerId)) deck.seekTo(ratio * durationS);
  };
  // The other keys work everywhere in the window; these two mean the slider only while it has the focus.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Home' && event.key !== 'End') return;
    event.preventDefault();
    deck.seekTo(event.key === 'Home' ? 0 : durationS);
  };

  return (
    <div
      ref={surface}
      className={classes.surface}
      role="slider"
      tabIndex={0}
      data-testid="player-waveform"
      data-player-slider
      aria-label={`${t('player.position')} (${laneNames.join(', ')})`}
      aria-valuemin={0}
      aria-valuemax={Math.floor(durationS)}
      aria-valuenow={position}
      aria-valuetext={t('player.positionOf', {
        position: formatDuration(position),
        duration: formatDuration(durationS),
      })}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerLeave={() => setHover(null)}
      onKeyDown={onKeyDown}
    >
      <div ref={canvas} className={classes.canvas} />
      {laneNames.length > 1 && <div className={classes.split} />}
      <Marks deck={deck} />
      {deck.outline === null && <Progress deck={deck} />}
      {deck.outlineFailed && <span className={classes.noOutline}>{t('player.noOutline')}</span>}
      {hover !== null && durationS > 0 && (
        <>
          <span className={classes.hoverLine} style={{ left: `${hover * 100}%` }} />
          <span
            className={classes.hoverTime}
            style={{ left: `clamp(24px, ${hover * 100}%, calc(100% - 24px))` }}
          >
            {formatDuration(hover * durationS)}
          </span>
        </>
      )}
    </div>
  );
}

/** Shaded silence and the marks of the loop. */
function Marks({ deck }: { deck: Deck }) {
  const { t } = useTranslation();
  const { durationS, silence, loop } = deck;
  if (durationS <= 0) return null;
  const percent = (seconds: number) => `${(seconds / durationS) * 100}%`;
  return (
    <>
      {silence.map((span) => (
        <span
          key={span.start}
          className={classes.silence}
          data-skipped={deck.skipSilence || undefined}
          title={t('player.silence.span', { time: formatDuration(span.end - span.start) })}
          style={{ left: percent(span.start), width: percent(span.end - span.start) }}
        />
      ))}
      {loop.a !== null && loop.b !== null && (
        <span className={classes.loop} style={{ left: percent(loop.a), width: percent(loop.b - loop.a) }} />
      )}
      {loop.a !== null && <LoopMark name="A" left={percent(loop.a)} />}
      {loop.b !== null && <LoopMark name="B" left={percent(loop.b)} />}
    </>
  );
}

function LoopMark({ name, left }: { name: string; left: string }) {
  return (
    <span className={classes.loopMark} style={{ left }} data-mark={name}>
      {name}
    </span>
  );
}

/** Stands in for the played part of the waveform while there is none. */
function Progress({ deck }: { deck: Deck }) {
  const seconds = usePosition(deck.position);
  const part = deck.durationS > 0 ? seconds / deck.durationS : 0;
  return <span className={classes.progress} style={{ transform: `scaleX(${part})` }} />;
}
