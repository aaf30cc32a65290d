/** The line of text above the calls: free text as it is typed, conditions such as `from:101` with Enter. */
import { CloseButton, Combobox, TextInput, useCombobox } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import type { CallFilter } from '../../ipc';
import { showShortcut } from '../../lib/keys';
import classes from './filter-line.module.css';
import { FIELDS, type FieldWord, split } from './line';
import { type Offer, useLine } from './use-line';

interface Props {
  value: string;
  onText: (text: string) => void;
  onFilter: (filter: CallFilter) => void;
  inputRef: RefObject<HTMLInputElement | null>;
  /** The arrow down was pressed: on to what was found. */
  onDown: () => void;
}

export function FilterLine({ value, onText, onFilter, inputRef, onDown }: Props) {
  const { t } = useTranslation();
  const { typed, problem, put, read, offers } = useLine({ value, onText, onFilter });
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const open = combobox.dropdownOpened && offers.length > 0;
  const take = (line: string) => {
    if (typed === '') read(line);
    else put(line);
    combobox.resetSelectedOption();
    if (typed === '') combobox.closeDropdown();
  };
  const [before, place, after] = split(typed, problem?.at ?? 0, problem?.length ?? 0);
  const note = (offer: Offer) =>
    offer.note in FIELDS ? t(`calls.line.${offer.note as FieldWord}`) : offer.note;
  return (
    <Combobox store={combobox} onOptionSubmit={take} position="bottom-start" width="target" shadow="md">
      <Combobox.Target withKeyboardNavigation={open} withAriaAttributes={false}>
        <TextInput
          ref={inputRef}
          type="search"
          role="combobox"
          aria-expanded={open}
          aria-controls={combobox.listId ?? undefined}
          value={typed}
          dir="auto"
          onFocus={() => combobox.openDropdown()}
          onClick={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onChange={(event) => {
            put(event.currentTarget.value);
            combobox.openDropdown();
            combobox.resetSelectedOption();
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && !open) put('');
            if (event.key === 'Escape') combobox.closeDropdown();
            if (
              event.key === 'Enter' &&
              !event.nativeEvent.isComposing &&
              combobox.getSelectedOptionIndex() < 0
            ) {
              combobox.closeDropdown();
              read(typed);
            }
            if (event.key === 'ArrowDown' && !open) {
              event.preventDefault();
              onDown();
            }
          }}
          leftSection={<IconSearch {...icon} />}
          rightSection={
            typed === '' ? null : (
              <CloseButton
                size={20}
                iconSize={12}
                aria-label={t('calls.filter.clearText')}
                onClick={() => put('')}
              />
            )
          }
          error={
            problem !== null && (
              <span role="alert" data-testid="filter-problem">
                <bdi className={classes.place}>
                  {before}
                  <mark>{place === '' ? '…' : place}</mark>
                  {after}
                </bdi>
                {problem.message}
              </span>
            )
          }
          placeholder={t('calls.filter.text', { keys: showShortcut('mod+f') })}
          aria-label={t('calls.filter.textLabel')}
          data-testid="filter-text"
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!open}>
        <Combobox.Options
          className={classes.offers}
          aria-label={t(typed === '' ? 'calls.line.recent' : 'calls.line.offers')}
        >
          {typed === '' && <div className={classes.title}>{t('calls.line.recent')}</div>}
          {offers.map((offer) => (
            <Combobox.Option value={offer.line} key={offer.line} className={classes.offer}>
              <bdi className={classes.code}>{offer.text}</bdi>
              {note(offer) !== '' && <bdi className={classes.note}>{note(offer)}</bdi>}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
