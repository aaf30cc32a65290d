/** Notes as places on the waveform. Pure. */
import type { CallMarks } from '../../ipc';

export interface PlacedNote {
  id: string;
  seconds: number;
  /** Of the length. */
  percent: number;
  text: string;
}

/** The notes of one file that belong to a moment of it. */
export function notesOf(marks: CallMarks | null, fileIndex: number, durationS: number): PlacedNote[] {
  if (marks === null || durationS <= 0) return [];
  return marks.notes.flatMap(({ id, atMs, fileIndex: file, text }) => {
    if (atMs === null || (file ?? 1) !== fileIndex) return [];
    // Written at the end of a file whose length was told differently before: it stays in reach.
    const seconds = Math.min(atMs / 1000, durationS);
    return [{ id, seconds, percent: (seconds / durationS) * 100, text }];
  });
}
