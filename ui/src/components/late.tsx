/** Nothing for 300 ms, so that quick answers do not flicker; then what stands for the wait. */
import { useTimeout } from '@mantine/hooks';
import { type ReactNode, useEffect, useState } from 'react';

export function Late({ children }: { children: ReactNode }) {
  const [late, setLate] = useState(false);
  const { start, clear } = useTimeout(() => setLate(true), 300);
  useEffect(() => {
    start();
    return clear;
  }, [start, clear]);
  return late ? children : null;
}
