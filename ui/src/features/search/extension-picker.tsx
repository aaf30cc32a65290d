/** Extensions of the directory by number or name, and ranges typed as 200-299. */
import { Combobox, useCombobox } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterButton } from '../../components/filter-button';
import { icon } from '../../components/icon';
import { QuietButton } from '../../components/quiet-button';
import { useSession } from '../../lib/session';
import { shown, typedExtensions } from './extension-list';
import classes from './extension-picker.module.css';
import { searchQueries } from './queries';

interface Props {
  value: string[];
  onChange: (extensions: string[]) => void;
}

const ADD = 'add:';

export function ExtensionPicker({ value, onChange }: Props) {
  const { t } = useTranslation();
  const profile = useSession()?.profile ?? '';
  const { data: directory, isError, refetch } = useQuery(searchQueries.directory(profile));
  const seenOnly = directory?.some(({ seen }) => seen) ?? false;
  const [typed, setTyped] = useState('');
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setTyped('');
    },
    onDropdownOpen: () => {
      combobox.focusSearchInput();
      // Numbers that are only seen in calls become more with every search.
      if (seenOnly || directory?.length === 0) void refetch();
    },
  });
  const { entries, more } = useMemo(() => shown(directory ?? [], typed), [directory, typed]);
  const additions = typedExtensions(typed, directory ?? []).filter((number) => !value.includes(number));

  const submit = (option: string) => {
    if (option.startsWith(ADD)) {
      onChange([...value, ...additions]);
      setTyped('');
    } else {
      onChange(value.includes(option) ? value.filter((number) => number !== option) : [...value, option]);
    }
  };

  // A single number is more likely the beginning of a listed one.
  const several = /\D/.test(typed.trim());
  const addition = additions.length > 0 && (
    <Combobox.Option value={ADD}>
      {t('calls.filter.extensionsAdd', { numbers: additions.join(', ') })}
    </Combobox.Option>
  );

  return (
    <Combobox store={combobox} onOptionSubmit={submit} width={280} position="bottom-start" shadow="md">
      <Combobox.Target withAriaAttributes={false}>
        <FilterButton
          active={value.length > 0}
          count={value.length}
          onClick={() => combobox.toggleDropdown()}
          aria-expanded={combobox.dropdownOpened}
          data-testid="filter-extensions"
        >
          {t('calls.filter.extensions')}
        </FilterButton>
      </Combobox.Target>
      <Combobox.Dropdown className={classes.dropdown}>
        <Combobox.Search
          role="combobox"
          aria-expanded={combobox.dropdownOpened}
          aria-controls={combobox.listId ?? undefined}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            combobox.selectFirstOption();
          }}
          placeholder={t('calls.filter.extensionsPlaceholder')}
          aria-label={t('calls.filter.extensionsPlaceholder')}
        />
        {seenOnly && <p className={classes.seen}>{t('calls.filter.seen')}</p>}
        <Combobox.Options className={classes.options} aria-label={t('calls.filter.extensions')}>
          {several && addition}
          {entries.map((entry) => (
            <Combobox.Option
              value={entry.number}
              key={entry.number}
              className={classes.option}
              active={value.includes(entry.number)}
            >
              <span className={classes.check}>{value.includes(entry.number) && <IconCheck {...icon} />}</span>
              <span className={classes.number}>{entry.number}</span>
              <span className={classes.name}>{entry.name}</span>
              {entry.kind !== 'extension' && (
                <span className={classes.kind}>{t(`legs.kind.${entry.kind}`)}</span>
              )}
              {entry.seen && <span className={classes.kind}>{t('calls.filter.seenMark')}</span>}
            </Combobox.Option>
          ))}
          {!several && addition}
          {entries.length === 0 && additions.length === 0 && (
            <Combobox.Empty>
              {t(isError ? 'calls.filter.directoryFailed' : 'calls.filter.extensionsNone')}
            </Combobox.Empty>
          )}
        </Combobox.Options>
        {more > 0 && <p className={classes.seen}>{t('calls.filter.extensionsMore', { count: more })}</p>}
        {value.length > 0 && (
          <Combobox.Footer className={classes.foot}>
            <QuietButton onClick={() => onChange([])}>{t('calls.filter.clear')}</QuietButton>
          </Combobox.Footer>
        )}
      </Combobox.Dropdown>
    </Combobox>
  );
}
