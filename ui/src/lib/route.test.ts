import { beforeEach, expect, it } from 'vitest';
import { navigate, paramsOf, parseRoute, replaceParams, routeHash } from './route';

beforeEach(() => {
  window.location.hash = '';
});

it('reads a place and its parameters', () => {
  expect(parseRoute('#/exports').place).toBe('exports');
  expect(parseRoute('').place).toBe('calls');
  expect(parseRoute('#/nowhere').place).toBe('calls');
  expect(parseRoute('#/calls?q=a%26b').params.get('q')).toBe('a&b');
  expect(routeHash('calls', new URLSearchParams({ q: 'a&b' }))).toBe('#/calls?q=a%26b');
});

it('brings a place back as it was left', () => {
  navigate('calls');
  replaceParams('calls', new URLSearchParams({ q: 'refund' }));
  navigate('settings');
  expect(parseRoute(window.location.hash).params.toString()).toBe('');
  navigate('calls');
  expect(parseRoute(window.location.hash).params.get('q')).toBe('refund');
});

it('changes a place that is not shown', () => {
  navigate('insights');
  replaceParams('calls', new URLSearchParams({ q: 'refund' }));
  expect(window.location.hash, 'what is shown stays').toBe('#/insights');
  expect(paramsOf('calls')).toBe('q=refund');
  navigate('calls');
  expect(window.location.hash).toBe('#/calls?q=refund');
});
