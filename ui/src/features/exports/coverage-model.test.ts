import { describe, expect, it } from 'vitest';
import type { ExportCoverage } from '../../ipc';
import { asCells, missingOf, reasonsOf, stepsOf } from './coverage-model';
import { someCoverage } from './some-job';

describe('what an export covers', () => {
  const coverage: ExportCoverage = someCoverage();

  it('counts every step, and every reason that occurs', () => {
    expect(stepsOf(coverage).map(({ step, count }) => [step, count])).toEqual([
      ['inRange', 40],
      ['calls', 20],
      ['answered', 16],
      ['expected', 14],
      ['recorded', 12],
      ['exported', 11],
    ]);
    expect(reasonsOf({ ...coverage, notReached: 3 })).toEqual([
      { reason: 'notRecorded', count: 2 },
      { reason: 'gone', count: 1 },
      { reason: 'notReached', count: 3 },
    ]);
  });

  it('leaves no expected call without an account', () => {
    const reasons = reasonsOf(coverage).reduce((sum, { count }) => sum + count, 0);
    expect(coverage.exported + reasons).toBe(coverage.expected);
    const missing = coverage.extensions.reduce((sum, one) => sum + missingOf(one), 0);
    expect(missing).toBe(reasons);
  });

  it('copies extensions as cells in which foreign names stay text', () => {
    const [first, ...rest] = coverage.extensions;
    if (first === undefined) throw new Error('there is an extension');
    const named = { ...first, extension: '+60123', name: '=cmd\tx\ny' };
    const lines = asCells({ ...coverage, extensions: [named, ...rest] }, ['a', 'b']).split('\n');
    expect(lines[0]).toBe('a\tb');
    expect(lines[1]?.split('\t').slice(0, 2)).toEqual(['+60123', "'=cmd x y"]);
    expect(lines).toHaveLength(coverage.extensions.length + 1);
    for (const line of lines.slice(1)) expect(line.split('\t')).toHaveLength(8);
  });
});
