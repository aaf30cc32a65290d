/** F6 goes round the parts of the window, as in other desktop programs; each takes the focus where it had it last. */
const REGIONS =
  'nav[aria-label], [role=search], [data-testid=calls-grid], [data-testid=inspector], [data-testid=player-dock], main';
const STOPS = 'a[href], button:not(:disabled), input:not(:disabled), [tabindex="0"]';

const isShown = (element: HTMLElement) => element.getClientRects().length > 0;

function regions(): HTMLElement[] {
  const all = [...document.querySelectorAll<HTMLElement>(REGIONS)].filter(isShown);
  // The main view is a region only where nothing finer is.
  return all.filter(
    (region) => region.tagName !== 'MAIN' || !all.some((other) => region !== other && region.contains(other)),
  );
}

/** The elements the regions had the focus on. */
const last = new WeakMap<HTMLElement, HTMLElement>();

export function toNextRegion(backwards: boolean): void {
  const all = regions();
  if (all.length === 0) return;
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  const now = all.findIndex((region) => focused !== null && region.contains(focused));
  const from = all[now];
  if (from !== undefined && focused !== null) last.set(from, focused);
  const next = all[(now + (backwards ? -1 : 1) + all.length) % all.length];
  if (next === undefined) return;
  const known = last.get(next);
  const target = known?.isConnected && isShown(known) ? known : firstStop(next);
  (target ?? next).focus();
}

/** In the grid the rows come before their titles. */
function firstStop(region: HTMLElement): HTMLElement | undefined {
  const cell = region.querySelector<HTMLElement>('.ag-row .ag-cell[col-id=started]');
  return cell ?? [...region.querySelectorAll<HTMLElement>(STOPS)].find(isShown);
}
