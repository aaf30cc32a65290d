/**
 * Tells a scrollbar that is dragged past thousands of rows from every other way to scroll. Nobody can read rows that are in
 * view for one frame, and drawing them would take longer than a frame: they are drawn where the bar comes to rest. Pure.
 */

/** A second jump within this time is a drag; a single one (End, a row looked up) is drawn at once. */
const AGAIN_MS = 150;

export class Passing {
  private top = 0;
  private jumped = Number.NEGATIVE_INFINITY;
  private on = false;

  /** Whether rows are only passed: the view, so many pixels high, has come to `top`. */
  at(top: number, view: number, now: number): boolean {
    const jump = Math.abs(top - this.top) > view;
    this.top = top;
    if (jump) {
      this.on ||= now - this.jumped < AGAIN_MS;
      this.jumped = now;
    }
    return this.on;
  }

  /** The bar has come to rest: rows are drawn again until it jumps on. */
  rest(): void {
    this.on = false;
  }
}
