/**
 * The grid as one stop of the Tab key (WAI-ARIA, grid pattern): arrows walk inside it, the first row leads up to the titles,
 * and Tab goes on to what stands behind. AG Grid would walk every cell of every row, and makes each row a stop of its own.
 */
import type { CallsApi } from './calls-grid';

const STOPS = 'a[href], button, input, textarea, [tabindex]';

/** Puts the focus on the cell it was on last, else into the first row; false when there are no rows. */
export function focusRows(api: CallsApi): boolean {
  if (api.getDisplayedRowAtIndex(0)?.data === undefined) return false;
  const last = api.getFocusedCell();
  const row = last?.rowIndex ?? api.getFirstDisplayedRowIndex();
  api.setFocusedCell(Math.max(0, row), last?.column ?? 'started');
  return true;
}

function isStop(element: HTMLElement): boolean {
  return element.tabIndex >= 0 && !element.matches(':disabled') && element.getClientRects().length > 0;
}

/** The stop of the Tab key next to a part of the page, outside it; null at the end of the page. */
export function stopBeside(part: Element, backwards: boolean): HTMLElement | null {
  const side = backwards ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING;
  const stops = [...document.querySelectorAll<HTMLElement>(STOPS)].filter((element) => {
    const position = part.compareDocumentPosition(element);
    // What is inside follows, too; what is around precedes, too.
    return (position & side) !== 0 && !part.contains(element) && !element.contains(part) && isStop(element);
  });
  return (backwards ? stops.at(-1) : stops[0]) ?? null;
}
