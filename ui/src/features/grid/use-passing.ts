/** While the bar is dragged past rows, says where it is and spares the grid the scrolling; the grid draws where it rests. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { Passing } from './passing';

/** What scrolls by rows: the rows themselves, and the bar that AG Grid draws on systems that hide theirs. */
const SCROLLERS = '.ag-grid-viewport, .ag-body-vertical-scroll-viewport';

/** `label` says in words where the view is, its top being at so many pixels. */
export function usePassing(host: RefObject<HTMLElement | null>, label: (top: number) => string): void {
  const latest = useRef(label);
  useLayoutEffect(() => {
    latest.current = label;
  });
  useEffect(() => {
    const box = host.current;
    if (box === null) return;
    const passing = new Passing();
    const cover = new Cover();
    let scroller: Element | null = null;
    let moved = false;
    let frame = 0;

    const watch = () => {
      if (moved) {
        moved = false;
        frame = requestAnimationFrame(watch);
        return;
      }
      const rested = scroller;
      scroller = null;
      passing.rest();
      cover.lift();
      rested?.dispatchEvent(new Event('scroll'));
    };
    const scrolled = (event: Event) => {
      const at = event.target;
      if (!(at instanceof Element) || !at.matches(SCROLLERS)) return;
      if (!passing.at(at.scrollTop, at.clientHeight, performance.now())) return;
      event.stopPropagation();
      moved = true;
      if (scroller === null) {
        cover.lay(box);
        frame = requestAnimationFrame(watch);
      }
      scroller = at;
      cover.say(latest.current(at.scrollTop));
    };

    box.addEventListener('scroll', scrolled, true);
    return () => {
      box.removeEventListener('scroll', scrolled, true);
      cancelAnimationFrame(frame);
      cover.lift();
    };
  }, [host]);
}

/** Lies over the rows while they are passed. Nothing is read out: the place that is reached is. */
class Cover {
  private readonly root = document.createElement('div');
  private readonly text = document.createElement('span');

  constructor() {
    this.root.className = 'td-passing';
    this.root.ariaHidden = 'true';
    this.root.append(this.text);
  }

  lay(box: HTMLElement): void {
    const rows = box.querySelector('.ag-grid-viewport');
    if (rows === null) return;
    const { top, height } = rows.getBoundingClientRect();
    this.root.style.top = `${top - box.getBoundingClientRect().top}px`;
    this.root.style.height = `${height}px`;
    box.append(this.root);
  }

  say(text: string): void {
    this.text.textContent = text;
  }

  lift(): void {
    this.root.remove();
  }
}
