/** What a chart shows: one of a few. */
import { SegmentedControl } from '@mantine/core';

interface Props<T extends string> {
  label: string;
  value: T;
  options: { value: T; label: string }[];
  onChange: (value: T) => void;
}

export function Choice<T extends string>({ label, value, options, onChange }: Props<T>) {
  return (
    <SegmentedControl
      size="xs"
      value={value}
      onChange={(next) => onChange(next as T)}
      aria-label={label}
      data={options}
    />
  );
}
