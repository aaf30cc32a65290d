/** The line of text above the calls: free text as it is typed, conditions such as `from:101` with Enter. */
import { CloseButton, Combobox, TextInput, useCombobox } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type RefObject, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import type { CallFilter } from '../../ipc';
import { showShortcut } from '../../lib/keys';
import { useLocale } from '../../lib/locale';
import classes from './filter-line.module.css';
import { FIELDS, type FieldWord, split } from './line';
import { problemText } from './problem-text';
import { type Offer, useForgetSearches, useLine } from './use-line';

interface Props {
  value: string;
  onText: (text: string) => void;
  onFilter: (filter: CallFilter, namedGone: boolean) => void;
  inputRef: RefObject<HTMLInputElement | null>;
  /** The arrow down was pressed: on to what was found. */
  onDown: () => void;
}

/** The last of the recent searches is none: no line is this. */
const FORGET = '\n';

export function FilterLine({ value, onText, onFilter, inputRef, onDown }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { typed, problem, put, read, offers } = useLine({ value, onText, onFilter });
  const forget = useForgetSearches();
  const [wanted, setWanted] = useState(false);
  const open = wanted && offers.length > 0;
  // The list comes and goes, and the box must always name the one that is there.
  const listId = useId();
  const combobox = useCombobox({
    opened: open,
    onOpenedChange: setWanted,
    onDropdownClose: () => combobox.resetSelectedOption(),
  });
  const take = (line: string) => {
    combobox.resetSelectedOption();
    if (line === FORGET) {
      void forget();
      return;
    }
    if (typed === '') read(line);
    else put(line);
    if (typed === '') setWanted(false);
  };
  const [before, place, after] = split(typed, problem?.at ?? 0, problem?.length ?? 0);
  const note = (offer: Offer) =>
    offer.note in FIELDS ? t(`calls.line.${offer.note as FieldWord}`) : offer.note;
  return (
    <Combobox store={combobox} onOptionSubmit={take} position="bottom-end" width={320} shadow="md">
      <Combobox.Target withKeyboardNavigation={open} withExpandedAttribute>
        <TextInput
          ref={inputRef}
          type="search"
          classNames={{ error: classes.problem }}
          value={typed}
          dir="auto"
          onFocus={() => setWanted(true)}
          onClick={() => setWanted(true)}
          onBlur={() => setWanted(false)}
          onChange={(event) => {
            put(event.currentTarget.value);
            setWanted(true);
            combobox.resetSelectedOption();
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && !open) put('');
            if (event.key === 'Escape') setWanted(false);
            if (
              event.key === 'Enter' &&
              !event.nativeEvent.isComposing &&
              combobox.getSelectedOptionIndex() < 0
            ) {
              setWanted(false);
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
                {problemText(t, problem.fault, locale)}
              </span>
            )
          }
          placeholder={t('calls.filter.text', { keys: showShortcut('mod+f') })}
          aria-label={t('calls.filter.textLabel')}
          data-testid="filter-text"
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options
          id={listId}
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
          {typed === '' && (
            <Combobox.Option value={FORGET} className={classes.forget}>
              {t('calls.line.forget')}
            </Combobox.Option>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
