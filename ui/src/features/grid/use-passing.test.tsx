import { render } from '@testing-library/react';
import { useRef } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { usePassing } from './use-passing';

/** Frames that come when the test says so. */
let frames: FrameRequestCallback[] = [];
const nextFrame = () => {
  const due = frames;
  frames = [];
  for (const callback of due) callback(0);
};

let here = true;

function Grid() {
  const box = useRef<HTMLDivElement>(null);
  usePassing(box, { label: (top) => `at ${top}`, isHere: () => here });
  return (
    <div ref={box}>
      <div className="ag-grid-viewport" />
      <div className="ag-header-viewport" />
    </div>
  );
}

function setUp() {
  const { container, unmount } = render(<Grid />);
  const rows = container.querySelector('.ag-grid-viewport') as HTMLElement;
  Object.defineProperty(rows, 'clientHeight', { value: 800 });
  const heard = vi.fn();
  rows.addEventListener('scroll', heard);
  const scroll = (top: number) => {
    rows.scrollTop = top;
    rows.dispatchEvent(new Event('scroll'));
  };
  const cover = () => container.querySelector('.td-passing');
  return { container, unmount, rows, heard, scroll, cover };
}

beforeEach(() => {
  frames = [];
  here = true;
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => frames.push(callback));
  vi.stubGlobal('cancelAnimationFrame', () => {
    frames = [];
  });
});

describe('rows that a dragged bar passes', () => {
  it('are spared the grid, which hears of the place where the bar rests', () => {
    const { heard, scroll, cover } = setUp();
    scroll(10_000);
    expect(heard, 'a single jump is drawn at once').toHaveBeenCalledTimes(1);
    expect(cover()).toBeNull();
    scroll(20_000);
    nextFrame();
    scroll(30_000);
    nextFrame();
    expect(heard, 'the grid hears nothing of what is passed').toHaveBeenCalledTimes(1);
    expect(cover()?.textContent, 'the window says where the bar is').toBe('at 30000');
    expect(cover()?.getAttribute('aria-hidden'), 'and reads none of it out').toBe('true');
    nextFrame();
    expect(heard, 'one frame without a movement is a rest').toHaveBeenCalledTimes(2);
    expect(cover(), 'rows can be seen again').toBeNull();
    nextFrame();
    expect(heard, 'and it is told once').toHaveBeenCalledTimes(2);
  });

  it('are drawn once they are here, and empty when that takes long', () => {
    const { heard, scroll } = setUp();
    const clock = vi.spyOn(performance, 'now').mockReturnValue(1_000);
    scroll(10_000);
    scroll(20_000);
    here = false;
    nextFrame();
    nextFrame();
    nextFrame();
    expect(heard, 'they are waited for').toHaveBeenCalledTimes(1);
    here = true;
    nextFrame();
    expect(heard, 'and drawn as soon as they have come').toHaveBeenCalledTimes(2);
    scroll(30_000);
    here = false;
    nextFrame();
    nextFrame();
    clock.mockReturnValue(1_100);
    nextFrame();
    expect(heard, 'a slow page does not keep the place covered').toHaveBeenCalledTimes(3);
  });

  it('are not mixed up with titles that scroll sideways', () => {
    const { container, heard, scroll, cover } = setUp();
    scroll(10_000);
    container.querySelector('.ag-header-viewport')?.dispatchEvent(new Event('scroll'));
    scroll(10_096);
    expect(cover(), 'the titles stand at the top always, which is no jump').toBeNull();
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it('leave nothing behind when the grid goes', () => {
    const { unmount, heard, rows } = setUp();
    rows.scrollTop = 10_000;
    rows.dispatchEvent(new Event('scroll'));
    rows.scrollTop = 20_000;
    rows.dispatchEvent(new Event('scroll'));
    unmount();
    nextFrame();
    expect(heard, 'no scrolling is told to a grid that is gone').toHaveBeenCalledTimes(1);
  });
});
