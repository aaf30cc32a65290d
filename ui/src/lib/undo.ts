/** What was changed last, and the way back and forth. Pure but for the `take back` it is given. */

/** What a change did, for the line that tells it; the words are in `marks.done`. */
export interface Deed {
  key:
    | 'tagged'
    | 'untagged'
    | 'reviewed'
    | 'unreviewed'
    | 'rated'
    | 'unrated'
    | 'noteWritten'
    | 'noteChanged'
    | 'noteDeleted';
  calls: number;
  /** The tag or the rating. */
  name: string;
}

interface Step {
  change: string;
  deed: Deed;
}

/** What is told: something done, taken back, done again, or why it was not. */
export type Told =
  | { kind: 'done' | 'undone' | 'redone'; deed: Deed; turn: number }
  | { kind: 'refused'; why: string; turn: number };

export interface History {
  told: Told | null;
  canUndo: boolean;
  canRedo: boolean;
}

/** Takes a change back; the change that makes it again, or none when nothing was different. */
type Revert = (change: string) => Promise<string | null>;

/** More steps back than anybody remembers. */
const LONGEST = 100;

export class UndoHistory {
  private done: Step[] = [];
  private undone: Step[] = [];
  private told: Told | null = null;
  private turn = 0;
  private busy = false;
  private shown: History = { told: null, canUndo: false, canRedo: false };
  private readonly listeners = new Set<() => void>();

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  get = (): History => this.shown;

  /** Something was changed: what had been taken back before cannot be done again. */
  did(change: string, deed: Deed): void {
    this.done = [...this.done, { change, deed }].slice(-LONGEST);
    this.undone = [];
    this.tell({ kind: 'done', deed, turn: this.next() });
  }

  refuse(why: string): void {
    this.tell({ kind: 'refused', why, turn: this.next() });
  }

  /** Takes the last change back with `revert`, which answers with the change that makes it again. */
  async undo(revert: Revert): Promise<void> {
    const step = this.done.at(-1);
    if (step === undefined || this.busy) return;
    const made = await this.run(revert, step);
    if (made === null) return;
    this.done = this.done.filter((other) => other !== step);
    if (made.change !== null) this.undone = [...this.undone, { change: made.change, deed: step.deed }];
    this.tell({ kind: 'undone', deed: step.deed, turn: this.next() });
  }

  async redo(revert: Revert): Promise<void> {
    const step = this.undone.at(-1);
    if (step === undefined || this.busy) return;
    const made = await this.run(revert, step);
    if (made === null) return;
    this.undone = this.undone.filter((other) => other !== step);
    if (made.change !== null) this.done = [...this.done, { change: made.change, deed: step.deed }];
    this.tell({ kind: 'redone', deed: step.deed, turn: this.next() });
  }

  /** Says nothing any more; what was done can still be taken back. */
  hush(): void {
    this.tell(null);
  }

  /** Another account: its changes are others. */
  clear(): void {
    this.done = [];
    this.undone = [];
    this.tell(null);
  }

  private async run(revert: Revert, step: Step): Promise<{ change: string | null } | null> {
    this.busy = true;
    try {
      return { change: await revert(step.change) };
    } catch (thrown) {
      this.refuse(thrown instanceof Error ? thrown.message : String(thrown));
      return null;
    } finally {
      this.busy = false;
    }
  }

  private next(): number {
    this.turn += 1;
    return this.turn;
  }

  private tell(told: Told | null): void {
    this.told = told;
    this.shown = { told: this.told, canUndo: this.done.length > 0, canRedo: this.undone.length > 0 };
    for (const listener of this.listeners) listener();
  }
}

/** The one of the window. */
export const history = new UndoHistory();
