import { Button } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import classes from './exports.module.css';

interface DisclosureProps {
  summary: string;
  action: (open: boolean) => string;
  children: React.ReactNode;
}

/** A line that opens to more. */
export function Disclosure({ summary, action, children }: DisclosureProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const Icon = open ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <div className={classes.disclosure}>
        <span>{summary}</span>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<Icon size={16} />}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          {action(open)}
        </Button>
      </div>
      <div id={id} hidden={!open}>
        {open && children}
      </div>
    </div>
  );
}
