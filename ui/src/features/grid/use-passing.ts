/** While the bar is dragged past rows, says where it is and spares the grid the scrolling; the grid draws where it rests. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { Passing } from './passing';

/** What scrolls by rows: the rows themselves, and the bar that AG Grid draws on systems that hide theirs. */
const SCROLLERS = '.ag-grid-viewport, .ag-body-vertical-scroll-viewport';

/** Rows that have not come by then are drawn empty: that they are awaited is to be seen, too. */
const LATEST_MS = 60;

interface Place {
  /** Says in words where the view is, its top being at so many pixels. */
  label: (top: number) => string;
  /** Whether the rows there have come; asks for them. Rows that are drawn empty first are drawn twice. */
  isHere: (top: number) => boolean;
}

export function usePassing(host: RefObject<HTMLElement | null>, place: Place): void {
  const latest = useRef(place);
  useLayoutEffect(() => {
    latest.current = place;
  });
  useEffect(() => {
    const box = host.current;
    if (box === null) return;
    const passing = new Passing();
    const cover = new Cover();
    let scroller: Element | null = null;
    let moved = 0;
    let stands = false;
    let frame = 0;

    /** Looked at in every frame: one without a movement is a rest. */
    const watch = () => {
      const late = performance.now() - moved > LATEST_MS;
      if (!stands || !(late || latest.current.isHere(scroller?.scrollTop ?? 0))) {
        stands = true;
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
      moved = performance.now();
      stands = false;
      if (scroller === null) {
        cover.lay(box);
        frame = requestAnimationFrame(watch);
      }
      scroller = at;
      cover.say(latest.current.label(at.scrollTop));
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
