import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Late } from './late';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it('shows nothing for 300 ms, then what stands for the wait', () => {
  render(<Late>reading</Late>);
  act(() => vi.advanceTimersByTime(299));
  expect(screen.queryByText('reading')).toBeNull();
  act(() => vi.advanceTimersByTime(1));
  expect(screen.getByText('reading')).toBeTruthy();
});
