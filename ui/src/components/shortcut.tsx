/** A keyboard shortcut as people see it: `Ctrl K`. */
import { showShortcut } from '../lib/keys';
import classes from './shortcut.module.css';

export function Shortcut({ keys }: { keys: string }) {
  return <kbd className={classes.keys}>{showShortcut(keys)}</kbd>;
}
