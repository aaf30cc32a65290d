import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { toNextRegion } from './regions';

const PAGE = `
  <nav aria-label="Places"><button id="calls">Calls</button><button id="exports">Exports</button></nav>
  <main tabindex="-1">
    <div role="search"><button id="range">Range</button><input id="text"></div>
    <div data-testid="calls-grid">
      <div tabindex="0" id="title">Started</div>
      <div class="ag-row"><div class="ag-cell" col-id="started" tabindex="-1" id="cell">now</div></div>
    </div>
    <aside data-testid="inspector" hidden><button id="close">Close</button></aside>
  </main>`;

beforeEach(() => {
  document.body.innerHTML = PAGE;
  // jsdom lays nothing out: what is in nothing hidden counts as shown.
  vi.spyOn(HTMLElement.prototype, 'getClientRects').mockImplementation(function rects(this: HTMLElement) {
    return (this.closest('[hidden]') === null ? [{}] : []) as unknown as DOMRectList;
  });
});
afterEach(() => {
  document.body.innerHTML = '';
});

const focused = () => document.activeElement?.id;
const f6 = (backwards = false) => {
  toNextRegion(backwards);
  return focused();
};

it('goes round the parts that are shown, to the rows rather than their titles', () => {
  expect([f6(), f6(), f6(), f6()]).toEqual(['calls', 'range', 'cell', 'calls']);
});

it('goes back the other way', () => {
  document.getElementById('range')?.focus();
  expect(f6(true)).toBe('calls');
  expect(f6(true), 'round the corner').toBe('cell');
});

it('comes back to where it was in each part', () => {
  document.getElementById('exports')?.focus();
  expect([f6(), f6(), f6()]).toEqual(['range', 'cell', 'exports']);
});

it('goes to the whole view where it has no finer parts', () => {
  const main = document.querySelector('main');
  if (main !== null) main.innerHTML = '<button id="retry">Retry</button>';
  document.getElementById('calls')?.focus();
  expect(f6()).toBe('retry');
});
