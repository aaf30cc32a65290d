import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { navigate, replaceParams } from '../lib/route';
import { countLine, eachInAWindow, ready } from '../test/window';
import { App } from './app';

eachInAWindow();

const held = () => Number(/of ([\d,]+) call/.exec(countLine())?.[1]);
const shown = () => Number(/^([\d,]+) of/.exec(countLine())?.[1]);
const marks = async (chart: string) => {
  const part = await screen.findByTestId(`chart-${chart}`);
  return [...part.querySelectorAll<SVGElement>('[data-mark]')];
};
/** Clicks the first mark of a chart, which may just be drawn anew; how many calls it tells. */
async function openFirst(chart: string): Promise<number> {
  let says = Number.NaN;
  await waitFor(async () => {
    const [mark] = await marks(chart);
    if (mark === undefined) throw new Error('nothing is drawn');
    says = callsIn(mark);
    fireEvent.click(mark);
    expect(window.location.hash).toMatch(/^#\/calls/);
  });
  return says;
}
const callsIn = (mark: Element) => Number(/([\d,]+) call/.exec(mark.getAttribute('aria-label') ?? '')?.[1]);

it('opens as many calls as a mark says, and comes back to the whole picture', async () => {
  render(<App />);
  await ready();
  const whole = held();
  fireEvent.keyDown(window, { key: '3', ctrlKey: true });
  const says = await openFirst('talk');
  expect(says).toBeLessThan(whole);
  await waitFor(() => expect(shown()).toBe(says));
  act(() => navigate('insights'));
  const figures = await screen.findByRole('list', { name: 'In figures' });
  await waitFor(() => expect(figures.textContent).toContain(`${whole}Calls`));
});

it('keeps what was filtered in Calls after a mark was opened', async () => {
  render(<App />);
  await ready();
  act(() => navigate('insights'));
  const says = await openFirst('periods');
  await waitFor(() => expect(shown(), 'a day has as many calls as its bar').toBe(says));
  act(() => replaceParams('calls', new URLSearchParams({ range: 'yesterday' })));
  act(() => navigate('insights'));
  await waitFor(async () => {
    const days = new Set((await marks('periods')).map((one) => one.getAttribute('data-column')));
    expect([...days], 'one day is drawn').toEqual(['0']);
  });
});
