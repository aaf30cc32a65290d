import { beforeEach, describe, expect, it } from 'vitest';
import { stopBeside } from './grid-focus';

function part(): Element {
  const found = document.querySelector('#grid');
  if (found === null) throw new Error('the page has no grid');
  return found;
}

beforeEach(() => {
  // jsdom lays nothing out: everything that is not hidden counts as seen.
  Element.prototype.getClientRects = function rects(this: Element) {
    return { length: this.closest('[hidden]') === null ? 1 : 0 } as DOMRectList;
  };
  document.body.innerHTML = `
    <main tabindex="-1">
      <button id="first">a</button>
      <input id="before" />
      <button disabled>b</button>
      <div id="grid"><div tabindex="0">row</div><button>c</button></div>
      <div hidden><button>d</button></div>
      <span tabindex="-1">e</span>
      <button id="after">f</button>
    </main>`;
});

describe('leaving the grid by Tab', () => {
  it('goes on behind it, past what is hidden or no stop', () => {
    expect(stopBeside(part(), false)?.id).toBe('after');
  });

  it('goes back before it, past what is disabled', () => {
    expect(stopBeside(part(), true)?.id).toBe('before');
  });

  it('has nowhere to go at the end of the page', () => {
    document.querySelector('#after')?.remove();
    expect(stopBeside(part(), false)).toBeNull();
  });
});
