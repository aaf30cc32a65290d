// The body of an asynchronous function: lays a canvas grid over ours, with the same pages, columns and texts.
//
// arguments: the query, how many rows it has, where the answer goes. `globalThis.canvasGrid` is how it is looked at (see measure.js).
const [query, total, done] = arguments;
const PAGE = 200;
const PAGES_KEPT = 10;
const AT_ONCE = 2;
const PADDING = 8;

const ours = document.querySelector('.td-grid .ag-grid-viewport');
const rowHeight = ours.querySelector('.ag-row').offsetHeight;
const box = ours.getBoundingClientRect();
const style = getComputedStyle(ours.querySelector('.ag-row'));
const line = getComputedStyle(document.documentElement).getPropertyValue('--td-line') || '#ddd';
const columns = [...ours.querySelectorAll('.ag-row[row-index="0"] .ag-cell')].map((cell) => {
  const { left, width } = cell.getBoundingClientRect();
  return { id: cell.getAttribute('col-id'), left: left - box.left, width };
});

const clock = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });
const two = (value) => String(value).padStart(2, '0');
const duration = (seconds) => `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
const texts = {
  select: () => '☐',
  state: (row) => (row.recordingId === null ? '' : '▷'),
  started: (row) => clock.format(new Date(row.startedUtc)),
  direction: (row) => `→ ${row.direction}`,
  extension: (row) => `${row.extension} ${row.extensionName}`,
  other: (row) => `${row.other} ${row.otherName}`,
  talk: (row) => duration(row.talkS),
  ring: (row) => duration(row.ringS),
  line: (row) => row.queue || row.did,
  status: (row) => row.status,
  endReason: (row) => row.endReason,
  tags: (row) => row.tags.join(', '),
};

const scroller = document.createElement('div');
scroller.style.cssText = `position: fixed; left: ${box.left}px; top: ${box.top}px; width: ${box.width}px; height: ${box.height}px; overflow: auto; z-index: 9999; background: #fff`;
const canvas = document.createElement('canvas');
const width = ours.clientWidth;
const height = ours.clientHeight;
canvas.width = width;
canvas.height = height;
canvas.style.cssText = 'position: sticky; top: 0; display: block';
const room = document.createElement('div');
room.style.height = `${total * rowHeight - height}px`;
scroller.append(canvas, room);
const paint = canvas.getContext('2d', { alpha: false });

// Pages as ours are: those in view first, two at a time, ten kept.
const pages = new Map();
const underway = new Set();

async function fetchPage(start) {
  underway.add(start);
  try {
    const page = await globalThis.__TAURI_INTERNALS__.invoke('get_page', { query, offset: start, limit: PAGE });
    pages.set(start, page.rows);
    if (pages.size > PAGES_KEPT) pages.delete(pages.keys().next().value);
  } finally {
    underway.delete(start);
  }
  draw();
}

function want(first, last) {
  for (let start = Math.floor(first / PAGE) * PAGE; start <= last; start += PAGE) {
    if (!pages.has(start) && !underway.has(start) && underway.size < AT_ONCE) void fetchPage(start);
  }
}

const rowAt = (index) => pages.get(Math.floor(index / PAGE) * PAGE)?.[index % PAGE];

function draw() {
  const top = scroller.scrollTop;
  const first = Math.floor(top / rowHeight);
  const last = Math.min(total - 1, Math.ceil((top + height) / rowHeight));
  want(first, last);
  paint.fillStyle = '#fff';
  paint.fillRect(0, 0, width, height);
  paint.font = `${style.fontSize} ${style.fontFamily}`;
  paint.textBaseline = 'middle';
  paint.fillStyle = line;
  for (let index = first; index <= last; index += 1) paint.fillRect(0, (index + 1) * rowHeight - top - 1, width, 1);
  paint.fillStyle = style.color;
  for (const { id, left, width: wide } of columns) {
    paint.save();
    paint.beginPath();
    paint.rect(left + PADDING, 0, wide - 2 * PADDING, height);
    paint.clip();
    for (let index = first; index <= last; index += 1) {
      const row = rowAt(index);
      if (row !== undefined) paint.fillText(texts[id]?.(row) ?? '', left + PADDING, (index + 0.5) * rowHeight - top);
    }
    paint.restore();
  }
}

let drawing = false;
scroller.addEventListener('scroll', () => {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    draw();
  });
});

document.body.append(scroller);
globalThis.canvasGrid = {
  scroller,
  total,
  rowHeight,
  shown: () => (index) => rowAt(index) !== undefined,
  remove: () => scroller.remove(),
};
fetchPage(0).then(() => done(pages.get(0).length), (error) => done(String(error)));
