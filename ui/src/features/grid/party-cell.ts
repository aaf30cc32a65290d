/** Number and name of one side, without React: there are many of these and they only hold text. */
import type { ICellRendererComp, ICellRendererParams } from 'ag-grid-community';

export interface Party {
  number: string;
  name: string;
  /** The number the call was passed on to, if it was. */
  movedTo?: string;
}

/** Elements are made only for what there is: each costs every row that is scrolled to. */
export class PartyCell implements ICellRendererComp {
  private readonly root = document.createElement('span');

  init(params: ICellRendererParams): void {
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
    this.root.textContent = party?.number ?? '';
    if (party?.name) this.add('td-name', party.name);
    if (party?.movedTo) this.add('td-moved', `→ ${party.movedTo}`);
  }

  private add(name: string, text: string): void {
    const part = document.createElement('span');
    // Beside something, not at the edge.
    part.className = this.root.hasChildNodes() ? `${name} td-beside` : name;
    part.textContent = text;
    this.root.append(part);
  }
}
