/** A connection check as the mock plays it: step by step, with one right missing where `?own` is set. */
import type { Diagnosis, DiagnosisId, DiagnosisInput, Fact, Step, StepName } from '../bindings.gen';
import { failure, has, pause } from './faults';

type Told = Pick<Step, 'name' | 'words'> & Partial<Step>;

const fact = (name: Fact['name'], value: string): Fact => ({ name, value });

const GOOD: Told[] = [
  { name: 'reach', words: 'connected, without a proxy', facts: [fact('addresses', '203.0.113.20')] },
  {
    name: 'encryption',
    words: 'TLS 1.3; the certificate is trusted by this computer',
    facts: [fact('cipher', 'TLS13_AES_256_GCM_SHA384'), fact('subject', 'CN=pbx.acme.example')],
  },
  { name: 'server', words: 'a PortSIP PBX answers and knows the SIP domain acme.example' },
  { name: 'sign_in', words: 'signed in already' },
  { name: 'account', words: 'its role is QueueManager' },
  { name: 'version', words: 'the PBX has version 22.6.3' },
  { name: 'calls', words: 'calls of the whole tenant can be read; the PBX counts 12480' },
  { name: 'recordings', words: 'recordings of the whole tenant can be read; the PBX counts 9114' },
  { name: 'files', words: 'a recording can be opened' },
  { name: 'directory', words: '29 extensions can be read' },
  { name: 'zone', words: 'days are cut in the tenant\u2019s zone, Asia/Kuala_Lumpur' },
  { name: 'clock', words: 'the clocks of the PBX and this computer agree' },
];

const NO_PASSWORD = 'not tried here: each refused sign-in brings the office closer to being blocked';
const SEE_SIGN_IN = 'not tried: see “Sign-in”';
const WITHOUT_SESSION: readonly StepName[] = ['reach', 'encryption', 'server', 'clock'];

function toldFor(input: DiagnosisInput | null): Told[] {
  if (input === null) {
    if (!has('own')) return GOOD;
    const refused: Told = {
      name: 'directory',
      words: 'this account may not read the extensions',
      outcome: 'refused',
      next: 'Calls show numbers without names. Ask the administrator for the right to view extensions.',
    };
    return GOOD.map((told) => (told.name === 'directory' ? refused : told));
  }
  return GOOD.map((told) =>
    WITHOUT_SESSION.includes(told.name)
      ? told
      : {
          ...told,
          words: told.name === 'sign_in' ? NO_PASSWORD : SEE_SIGN_IN,
          outcome: 'skipped',
          facts: [],
        },
  );
}

const checks = new Map<DiagnosisId, { input: DiagnosisInput | null; stopped: boolean }>();

export async function startDiagnosis(input: DiagnosisInput | null): Promise<DiagnosisId> {
  const id = `diagnosis-${checks.size + 1}`;
  checks.set(id, { input, stopped: false });
  return id;
}

export async function watch(id: DiagnosisId, onSnapshot: (check: Diagnosis) => void): Promise<void> {
  const check = checks.get(id);
  if (check === undefined) throw failure('not_found', 'There is no such check here any more.');
  const told = toldFor(check.input);
  const server = check.input?.server ?? 'https://pbx.acme.example:8887';
  const steps: Step[] = [];
  for (const next of told) {
    if (check.stopped) break;
    onSnapshot({ server, steps: [...steps], running: next.name, verdict: null, over: false });
    await pause(120);
    steps.push({ outcome: 'works', next: null, facts: [], tookMs: 12, ...next });
  }
  const trouble = steps.some((step) => step.outcome === 'refused' || step.outcome === 'failed');
  const verdict = check.input !== null ? 'up_to_sign_in' : trouble ? 'partly' : 'works';
  onSnapshot({ server, steps, running: null, verdict: check.stopped ? null : verdict, over: true });
}

export async function cancelDiagnosis(id: DiagnosisId): Promise<null> {
  const check = checks.get(id);
  if (check !== undefined) check.stopped = true;
  return null;
}

export async function getDiagnosisReport(): Promise<string> {
  return '# Tapedeck: connection check\n';
}

export async function saveDiagnosisReport(): Promise<string | null> {
  await pause(80);
  return '/home/qa/tapedeck-connection.md';
}
