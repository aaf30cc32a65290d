/** What became of the recording, whether somebody reviewed it, and the button that plays it; no React: there are many. */
import type { ICellRendererComp, ICellRendererParams } from 'ag-grid-community';
import type { CallRow } from '../../ipc';
import type { GridContext } from './grid-context';
import { type RecordingState, recordingState } from './recording-state';

type Params = ICellRendererParams<CallRow, unknown, GridContext>;

const PLAYS: readonly RecordingState[] = ['playing', 'playable', 'downloaded', 'unlisted'];

export class StateCell implements ICellRendererComp<CallRow> {
  private readonly root = document.createElement('span');
  private readonly button = document.createElement('button');
  private readonly words = document.createElement('span');
  private params!: Params;
  private leave = () => {};

  init(params: Params): void {
    this.root.className = 'td-recording';
    this.button.type = 'button';
    this.button.tabIndex = -1;
    this.button.addEventListener('click', this.play);
    this.words.className = 'td-hidden';
    this.root.append(this.button, this.words);
    this.leave = params.context.playing.subscribe(() => this.show());
    this.refresh(params);
  }

  getGui(): HTMLElement {
    return this.root;
  }

  refresh(params: Params): boolean {
    this.params = params;
    this.show();
    return true;
  }

  destroy(): void {
    this.leave();
    this.button.removeEventListener('click', this.play);
  }

  private readonly play = (event: Event) => {
    event.stopPropagation();
    const { data, context } = this.params;
    if (data !== undefined) context.play(data);
  };

  private show(): void {
    const { data, context } = this.params;
    const state = data === undefined ? null : recordingState(data, context.playing.get() === data.id);
    const label = state === null ? '' : context.t(`calls.state.${state}`);
    const plays = state !== null && PLAYS.includes(state);
    this.root.dataset.state = state ?? '';
    this.root.title = plays || state === 'nothing' ? '' : label;
    if (plays !== (this.button.parentNode !== null)) {
      if (plays) this.root.prepend(this.button);
      else this.button.remove();
    }
    this.button.title = label;
    this.button.setAttribute('aria-label', label);
    const reviewed = data?.reviewed === true;
    this.root.toggleAttribute('data-reviewed', reviewed);
    const said = [plays ? '' : label, reviewed ? context.t('calls.column.reviewed') : ''];
    this.words.textContent = said.filter((part) => part !== '').join(', ');
  }
}
