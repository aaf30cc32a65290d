/** A shortest and a longest time. */
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDuration, parseDuration } from '../../lib/format';
import classes from './more-filters.module.css';
import type { Span } from './more-model';

interface Props {
  labels: { min: string; max: string };
  value: Span;
  onChange: (value: Span) => void;
}

export function DurationSpan({ labels, value, onChange }: Props) {
  return (
    <div className={classes.talk}>
      <DurationInput label={labels.min} seconds={value.min} onChange={(min) => onChange({ ...value, min })} />
      <DurationInput label={labels.max} seconds={value.max} onChange={(max) => onChange({ ...value, max })} />
    </div>
  );
}

interface DurationProps {
  label: string;
  seconds: number | null;
  onChange: (seconds: number | null) => void;
}

function DurationInput({ label, seconds, onChange }: DurationProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(seconds === null ? '' : formatDuration(seconds));
  const wrong = typed.trim() !== '' && parseDuration(typed) === null;
  return (
    <TextInput
      label={label}
      placeholder="0:30"
      value={typed}
      error={wrong ? t('calls.filter.talkWrong') : null}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        const parsed = parseDuration(text);
        if (text.trim() === '' || parsed !== null) onChange(parsed);
      }}
    />
  );
}
