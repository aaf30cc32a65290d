/** Values of one field, chosen from those the catalogue knows or typed. */
import { TagsInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListField } from '../../ipc';
import { useSession } from '../../lib/session';
import { searchQueries } from './queries';

interface Props {
  field: ListField;
  value: string[];
  onChange: (value: string[]) => void;
}

export function ValuesField({ field, value, onChange }: Props) {
  const { t } = useTranslation();
  const profile = useSession()?.profile ?? '';
  const [typed, setTyped] = useState('');
  const [part] = useDebouncedValue(typed, 120);
  const { data = [] } = useQuery(searchQueries.values(profile, field, part));
  const names = new Map(data.map((one) => [one.value, one.name]));
  return (
    <TagsInput
      label={t(`calls.term.field.${field}`)}
      value={value}
      onChange={onChange}
      onSearchChange={setTyped}
      data={data.map((one) => one.value)}
      // What was found by its name must stay, though its number does not contain what was typed.
      filter={({ options }) => options}
      renderOption={({ option }) => (
        <bdi>{[option.value, names.get(option.value) ?? ''].filter((text) => text !== '').join(' · ')}</bdi>
      )}
      maxDropdownHeight={220}
      data-testid={`more-${field}`}
    />
  );
}
