import { expect, it } from 'vitest';
import type { Diagnosis, Step } from '../../ipc';
import { linesOf, STEPS, verdictOf } from './model';

const step = (name: Step['name'], outcome: Step['outcome']): Step => ({
  name,
  outcome,
  words: '',
  next: null,
  facts: [],
  tookMs: 1,
});
const check: Diagnosis = {
  server: 'https://pbx.example.com:8887',
  steps: [step('reach', 'works'), step('encryption', 'failed')],
  running: 'server',
  verdict: null,
  over: false,
};

it('shows every step from the beginning, whatever has been told', () => {
  expect(linesOf(null).map((line) => line.is)).toEqual(STEPS.map(() => 'waiting'));
  const lines = linesOf(check);
  expect(lines.map((line) => line.name)).toEqual(STEPS);
  expect(lines.slice(0, 4).map((line) => line.is)).toEqual(['works', 'failed', 'running', 'waiting']);
});

it('has no verdict before the end', () => {
  expect(verdictOf(null)).toBe('running');
  expect(verdictOf(check)).toBe('running');
  expect(verdictOf({ ...check, verdict: 'partly', over: true })).toBe('partly');
});
