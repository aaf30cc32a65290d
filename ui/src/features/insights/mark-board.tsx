/**
 * A board of marks that can be clicked, and walked over with the arrow keys: one stop for Tab, whatever the number of
 * marks. A mark is a shape of an SVG; its place is a row and a column.
 */
import { type KeyboardEvent, type ReactNode, type Ref, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './marks.module.css';

const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

interface Place {
  element: HTMLElement;
  row: number;
  column: number;
}

function placeOf(element: HTMLElement): Place {
  return { element, row: Number(element.dataset.row), column: Number(element.dataset.column) };
}

/** The nearest mark in a direction, those straight on before those aside. */
export function neighbour(from: Place, all: Place[], [down, right]: [number, number]): Place | undefined {
  const distance = (to: Place) => {
    const along = down !== 0 ? (to.row - from.row) * down : (to.column - from.column) * right;
    const aside = Math.abs(down !== 0 ? to.column - from.column : to.row - from.row);
    return along <= 0 ? Number.POSITIVE_INFINITY : along + aside * 1000;
  };
  const near = all.reduce((best, one) => (distance(one) < distance(best) ? one : best), from);
  return near === from ? undefined : near;
}

interface BoardProps {
  label: string;
  children: ReactNode;
  ref?: Ref<HTMLDivElement>;
}

export function MarkBoard({ label, children, ref }: BoardProps) {
  const { t } = useTranslation();
  const last = useRef<HTMLElement | null>(null);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const board = event.currentTarget;
    const focused = document.activeElement as HTMLElement | null;
    const on = focused !== null && focused !== board && focused.dataset.mark !== undefined;
    if (on && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      focused.dispatchEvent(new MouseEvent('click', { bubbles: true }));
      return;
    }
    const step = STEPS[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const all = [...board.querySelectorAll<HTMLElement>('[data-mark]')];
    const back = last.current !== null && board.contains(last.current) ? last.current : all[0];
    const next = on ? neighbour(placeOf(focused), all.map(placeOf), step)?.element : back;
    next?.focus();
    last.current = next ?? last.current;
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <div
      ref={ref}
      role="group"
      className={classes.board}
      aria-label={t('insights.board', { chart: label })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: from here the arrow keys lead to the marks
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {children}
    </div>
  );
}

interface MarkProps {
  row: number;
  column: number;
  /** What it stands for, in words: `Tuesday 09:00–10:00: 1,204 calls, 87 % answered`. */
  label: string;
  onOpen: () => void;
  children: ReactNode;
}

export function MarkShape({ row, column, label, onOpen, children }: MarkProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no button
    <g
      role="button"
      className={classes.mark}
      aria-label={label}
      tabIndex={-1}
      data-mark=""
      data-row={row}
      data-column={column}
      onClick={onOpen}
    >
      <title>{label}</title>
      {children}
    </g>
  );
}
