/** Findings as places on the waveform. Pure. */
import type { FileFindings, Finding } from '../../ipc';

export interface PlacedFinding {
  finding: Finding;
  seconds: number;
  /** Of the length. */
  percent: number;
}

/** The findings of one file that have a place. */
export function findingsOf(files: FileFindings[], fileIndex: number, durationS: number): PlacedFinding[] {
  if (durationS <= 0) return [];
  const file = files.find((one) => one.fileIndex === fileIndex);
  return (file?.findings ?? []).flatMap((finding) => {
    if (finding.atMs === null) return [];
    const seconds = Math.min(finding.atMs / 1000, durationS);
    return [{ finding, seconds, percent: (seconds / durationS) * 100 }];
  });
}
