/** The checkbox of a row, without React: the rows that pass while scrolling must cost little. */
import type { ICellRendererComp, ICellRendererParams } from 'ag-grid-community';
import type { CallRow } from '../../ipc';
import type { GridContext } from './grid-context';
import { isSelected } from './selection';

type Params = ICellRendererParams<CallRow, unknown, GridContext>;

/** Only shows: a click anywhere in its cell reaches the grid, which knows of Shift. */
export class SelectCell implements ICellRendererComp<CallRow> {
  private readonly box = document.createElement('input');
  private params!: Params;
  private leave = () => {};

  init(params: Params): void {
    this.box.type = 'checkbox';
    this.box.tabIndex = -1;
    this.box.className = 'td-check';
    this.leave = params.context.selection.subscribe(() => this.show());
    this.refresh(params);
  }

  getGui(): HTMLElement {
    return this.box;
  }

  refresh(params: Params): boolean {
    this.params = params;
    this.show();
    return true;
  }

  destroy(): void {
    this.leave();
  }

  private show(): void {
    const { data, context } = this.params;
    this.box.hidden = data === undefined;
    if (data === undefined) return;
    this.box.checked = isSelected(context.selection.get(), data.id);
    this.box.setAttribute('aria-label', context.t('calls.select.row', { number: data.other }));
  }
}
