// The body of an asynchronous function: scrolls one of the two grids in one way and tells how it went.
//
// arguments: the way (`wheel`, `drag`, `end` or `keys`), the side (`ours` or `canvas`), where the answer goes.
const [way, side, done] = arguments;
const WHEEL_FRAMES = 300;
const WHEEL_PX = 96;
const JUMPS = 240;
const KEYS = 240;
// Shorter blocks than this cannot be told from the timer's own pace.
const TICK_MS = 4;
const LONGEST_MS = 10_000;
// No display shows more: a callback that comes sooner is not a quicker frame.
const SHORTEST_MS = 1000 / 60;

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** How the side is looked at: its scroller, and whether the row at an index shows its text. */
function eyes() {
  if (side === 'canvas') return globalThis.canvasGrid;
  const scroller = document.querySelector('.td-grid .ag-grid-viewport');
  const rows = () => {
    const found = new Map();
    for (const row of scroller.querySelectorAll('.ag-row')) found.set(Number(row.getAttribute('row-index')), row);
    return found;
  };
  return {
    scroller,
    // The row of titles counts, too.
    total: Number(scroller.closest('[aria-rowcount]').getAttribute('aria-rowcount')) - 1,
    rowHeight: scroller.querySelector('.ag-row').offsetHeight,
    shown() {
      const found = rows();
      return (index) => (found.get(index)?.querySelector('[col-id=started]')?.textContent ?? '').trim() !== '';
    },
  };
}
const { scroller, total, rowHeight, shown } = eyes();
const height = scroller.clientHeight;
const bottom = scroller.scrollHeight - height;
scroller.scrollTop = 0;

/** Rows of which at least half is in view. */
function inView() {
  const top = scroller.scrollTop;
  const first = Math.round(top / rowHeight);
  return [first, Math.min(total - 1, Math.round((top + height) / rowHeight) - 1)];
}

// Row by row: since when each row in view is blank, and the longest that any of them was.
const blankSince = new Map();
let longestBlank = 0;
function look(now) {
  const [first, last] = inView();
  const isShown = shown();
  for (const [index, since] of blankSince) {
    longestBlank = Math.max(longestBlank, now - since);
    if (index < first || index > last || isShown(index)) blankSince.delete(index);
  }
  for (let index = first; index <= last; index += 1) {
    if (!blankSince.has(index) && !isShown(index)) blankSince.set(index, now);
  }
}

// After the frame is painted: what a person sees.
const painted = new MessageChannel();
painted.port1.onmessage = () => look(performance.now());

let longestBlock = 0;
let ticked = performance.now();
const ticking = setInterval(() => {
  const now = performance.now();
  longestBlock = Math.max(longestBlock, now - ticked - TICK_MS);
  ticked = now;
}, TICK_MS);

const frames = [];
async function move(times, step) {
  let before = await nextFrame();
  for (let n = 1; n <= times; n += 1) {
    step(n);
    painted.port2.postMessage(null);
    const now = await nextFrame();
    frames.push(Math.max(now - before, SHORTEST_MS));
    before = now;
  }
}

async function settle() {
  const start = performance.now();
  do {
    await nextFrame();
    look(performance.now());
  } while (blankSince.size > 0 && performance.now() - start < LONGEST_MS);
  return performance.now() - start;
}

function pressDown() {
  const focused = document.activeElement;
  focused.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', code: 'ArrowDown', bubbles: true, cancelable: true }));
}

(async () => {
  await later(300);
  await settle();
  blankSince.clear();
  longestBlank = 0;
  longestBlock = 0;
  ticked = performance.now();
  if (way === 'wheel') await move(WHEEL_FRAMES, () => (scroller.scrollTop += WHEEL_PX));
  if (way === 'drag') await move(JUMPS, (n) => (scroller.scrollTop = (bottom * n) / JUMPS));
  if (way === 'end') await move(1, () => (scroller.scrollTop = bottom));
  if (way === 'keys') await move(KEYS, pressDown);
  const settled = await settle();
  clearInterval(ticking);
  frames.sort((one, other) => one - other);
  const at = (part) => frames[Math.floor((frames.length - 1) * part)];
  const [, last] = inView();
  done({
    median: at(0.5),
    p95: at(0.95),
    most: at(1),
    settled,
    longestBlank,
    longestBlock,
    lastRow: last,
    total,
    whole: blankSince.size === 0,
  });
})();
