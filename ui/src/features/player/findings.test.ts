import { describe, expect, it } from 'vitest';
import type { FileFindings, Finding, FindingKind } from '../../ipc';
import { findingsOf } from './findings';

const finding = (kind: FindingKind, atMs: number | null): Finding => ({
  kind,
  atMs,
  side: null,
  lengthMs: null,
  amount: 1,
});
const file = (fileIndex: number, findings: Finding[]): FileFindings => ({
  fileIndex,
  files: 2,
  checkedAt: '2026-11-26T09:00:00Z',
  findings,
});

describe('findings on the waveform', () => {
  const files = [
    file(1, [finding('clipped', 5000), finding('faint', null), finding('cut-off', 99_000)]),
    file(2, [finding('long-silence', 1000)]),
  ];

  it('are those of the file that have a place, none beyond its end', () => {
    const placed = findingsOf(files, 1, 20);
    expect(placed.map((one) => [one.finding.kind, one.seconds, one.percent])).toEqual([
      ['clipped', 5, 25],
      ['cut-off', 20, 100],
    ]);
    expect(findingsOf(files, 2, 20)).toHaveLength(1);
  });

  it('are none of a file that nobody heard, or whose length is not known', () => {
    expect(findingsOf(files, 3, 20)).toEqual([]);
    expect(findingsOf(files, 1, 0)).toEqual([]);
  });
});
