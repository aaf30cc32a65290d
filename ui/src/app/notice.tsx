/** A line above the place: something that concerns the whole session, with one thing to do. */
import { IconAlertTriangle } from '@tabler/icons-react';
import { icon } from '../components/icon';
import classes from './notice.module.css';

interface Props {
  text: string;
  action: string;
  onAction: () => void;
}

export function Notice({ text, action, onAction }: Props) {
  return (
    <div className={classes.notice} role="alert">
      <IconAlertTriangle {...icon} />
      <span className={classes.text}>{text}</span>
      <button type="button" className={classes.action} onClick={onAction}>
        {action}
      </button>
    </div>
  );
}
