/** A filter of few values: one of them or none. */
import { Menu } from '@mantine/core';
import { FilterButton } from '../../components/filter-button';

interface Choice<T> {
  value: T;
  label: string;
}

interface Props<T> {
  /** What the filter is about. */
  label: string;
  choices: Choice<T>[];
  chosen: T[];
  /** Several can be chosen; the menu stays open. */
  multiple?: boolean;
  onChoose: (chosen: T[]) => void;
  testId?: string;
}

export function ChoiceMenu<T extends string>({
  label,
  choices,
  chosen,
  multiple = false,
  onChoose,
  testId,
}: Props<T>) {
  const choose = (value: T) => {
    const on = chosen.includes(value);
    if (multiple) onChoose(on ? chosen.filter((other) => other !== value) : [...chosen, value]);
    else onChoose(on ? [] : [value]);
  };
  return (
    <Menu position="bottom-start" loop>
      <Menu.Target>
        <FilterButton active={chosen.length > 0} count={multiple ? chosen.length : 0} data-testid={testId}>
          {label}
        </FilterButton>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map(({ value, label: name }) => (
          <Menu.CheckboxItem
            key={value}
            checked={chosen.includes(value)}
            closeMenuOnClick={!multiple}
            onChange={() => choose(value)}
          >
            {name}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
