/** What an export covers, made ready to be read: the steps from all calls to the exported ones, and what fell out where. */
import type { CoverageGaps, ExportCoverage, ExtensionCoverage } from '../../ipc';

/** A step, each a part of the one before; a key below `exports.coverage`. */
export type CoverageStep = 'inRange' | 'calls' | 'answered' | 'expected' | 'recorded' | 'exported';

const STEPS: readonly CoverageStep[] = ['inRange', 'calls', 'answered', 'expected', 'recorded', 'exported'];
const REASONS: readonly (keyof CoverageGaps)[] = [
  'notRecorded',
  'noRecording',
  'gone',
  'notAllowed',
  'failed',
  'skipped',
];

/** Why an expected recording is not in the folder; a key below `exports.coverage`. */
export type CoverageReason = keyof CoverageGaps | 'notReached';

/** The steps with their counts. */
export function stepsOf(coverage: ExportCoverage): { step: CoverageStep; count: number }[] {
  return STEPS.map((step) => ({ step, count: coverage[step] }));
}

/** The reasons that occur, with their counts. */
export function reasonsOf(coverage: ExportCoverage): { reason: CoverageReason; count: number }[] {
  const gaps = REASONS.map((reason) => ({ reason, count: coverage.gaps[reason] }));
  return [...gaps, { reason: 'notReached' as const, count: coverage.notReached }].filter(
    ({ count }) => count > 0,
  );
}

/** Calls of an extension that should have a recording in the folder and have none. */
export function missingOf(one: ExtensionCoverage): number {
  return one.expected - one.exported;
}

/** A name from a PBX is no formula and no further cell where it is pasted. */
function cell(text: string): string {
  const plain = text.replace(/[\t\r\n]+/g, ' ');
  return /^[=+\-@]/.test(plain) && !/^\+?[0-9*#]*$/.test(plain) ? `'${plain}` : plain;
}

/** The extensions as cells for a spreadsheet, under these titles. */
export function asCells(coverage: ExportCoverage, titles: readonly string[]): string {
  const rows = coverage.extensions.map((one) =>
    [
      cell(one.extension),
      cell(one.name),
      one.calls,
      one.answered,
      one.expected,
      one.recorded,
      one.exported,
      missingOf(one),
    ].join('\t'),
  );
  return [titles.join('\t'), ...rows].join('\n');
}
