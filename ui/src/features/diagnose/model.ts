/** What the sheet shows of a check. Pure. */
import type { CheckOutcome, Diagnosis, Step, StepName, Verdict } from '../../ipc';

/** The steps in their order, as the core goes through them. */
export const STEPS: readonly StepName[] = [
  'reach',
  'encryption',
  'server',
  'sign_in',
  'account',
  'version',
  'calls',
  'recordings',
  'files',
  'directory',
  'zone',
  'clock',
];

/** A line of the sheet: a step that is over, that runs, or that is still to come. */
export type Line =
  | { is: CheckOutcome; name: StepName; step: Step }
  | { is: 'running' | 'waiting'; name: StepName; step: null };

export function linesOf(check: Diagnosis | null): Line[] {
  return STEPS.map((name) => {
    const step = check?.steps.find((done) => done.name === name);
    if (step !== undefined) return { is: step.outcome, name, step };
    return { is: check?.running === name ? 'running' : 'waiting', name, step: null };
  });
}

/** What stands above the steps: a key below `diagnose.verdict`. */
export function verdictOf(check: Diagnosis | null): Verdict | 'running' {
  return check?.verdict ?? 'running';
}
