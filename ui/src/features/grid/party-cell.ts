/** Number and name of one side, without React: there are many of these and they only hold text. */
import type { ICellRendererComp, ICellRendererParams } from 'ag-grid-community';

export interface Party {
  number: string;
  name: string;
  /** The number the call was passed on to, if it was. */
  movedTo?: string;
}

export class PartyCell implements ICellRendererComp {
  private readonly root = document.createElement('span');
  private readonly number = document.createElement('span');
  private readonly name = document.createElement('span');
  private readonly moved = document.createElement('span');

  init(params: ICellRendererParams): void {
    this.number.className = 'td-number';
    this.name.className = 'td-name';
    this.moved.className = 'td-moved';
    this.root.append(this.number, this.name, this.moved);
    this.show(params);
  }

  getGui(): HTMLElement {
    return this.root;
  }

  refresh(params: ICellRendererParams): boolean {
    this.show(params);
    return true;
  }

  private show({ value }: ICellRendererParams): void {
    const party = value as Party | undefined;
    this.number.textContent = party?.number ?? '';
    this.name.textContent = party?.name ?? '';
    this.moved.textContent = party?.movedTo ? `→ ${party.movedTo}` : '';
  }
}
