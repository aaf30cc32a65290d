/**
 * From Insights to the calls of a mark, and back: whoever returns to Insights without having changed the filters finds
 * the picture the mark was part of.
 */
import { useEffect, useEffectEvent, useRef } from 'react';
import type { Mark } from '../features/insights';
import type { Filters, Search } from '../features/search';
import { navigate, type Place } from '../lib/route';
import { narrowed } from './drill';

export function useDrill(place: Place, { filters, replace }: Search): (mark: Mark) => void {
  const opened = useRef<{ from: Filters; to: Filters } | null>(null);
  const comeBack = useEffectEvent(() => {
    const { from, to } = opened.current ?? {};
    opened.current = null;
    if (from && JSON.stringify(filters) === JSON.stringify(to)) replace(from);
  });
  useEffect(() => {
    if (place === 'insights') comeBack();
  }, [place]);
  return (mark) => {
    const to = narrowed(filters, mark);
    opened.current = { from: filters, to };
    replace(to);
    navigate('calls');
  };
}
