/** Scrolls to a row as soon as there is room to: its place is known, and the grid is shown. */
import type { CallsApi } from './calls-grid';
import { viewHeight } from './hold-place';

/** Calls `done` when it is there, or when somebody has scrolled meanwhile. Returns how to give it up. */
export function scrollTo(grid: CallsApi, index: number, done: () => void): () => void {
  const leave = () => {
    if (grid.isDestroyed()) return;
    grid.removeEventListener('modelUpdated', attempt);
    grid.removeEventListener('gridSizeChanged', attempt);
  };
  const attempt = () => {
    const { top } = grid.getVerticalPixelRange();
    if (top === 0 && (viewHeight() === 0 || grid.getDisplayedRowCount() <= index)) return;
    leave();
    if (top === 0) grid.ensureIndexVisible(index, 'top');
    done();
  };
  grid.addEventListener('modelUpdated', attempt);
  grid.addEventListener('gridSizeChanged', attempt);
  attempt();
  return leave;
}
