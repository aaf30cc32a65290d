/** Seconds until another code may be asked for, counted down from what the core said. */
import { useEffect, useState } from 'react';
import type { CodeMailed } from '../../ipc';

export function useCountdown(mailed: CodeMailed): number {
  const [left, setLeft] = useState(mailed.againInS);
  useEffect(() => {
    const until = Date.now() + mailed.againInS * 1000;
    const show = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    show();
    const timer = setInterval(show, 500);
    return () => clearInterval(timer);
  }, [mailed]);
  return left;
}
