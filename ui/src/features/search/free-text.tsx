/** The free-text box: what is typed reaches the filters after a short rest. */
import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import { showShortcut } from '../../lib/keys';

interface Props {
  value: string;
  onChange: (text: string) => void;
  inputRef: RefObject<HTMLInputElement | null>;
  /** The arrow down was pressed: on to what was found. */
  onDown: () => void;
}

export function FreeText({ value, onChange, inputRef, onDown }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  const send = useDebouncedCallback((text: string) => {
    sent.current = text;
    onChange(text);
  }, 180);
  useEffect(() => {
    // Changed elsewhere (a chip was removed, a cell was Alt-clicked): the box follows.
    if (value !== sent.current) {
      sent.current = value;
      setTyped(value);
    }
  }, [value]);
  const put = (text: string) => {
    setTyped(text);
    send(text);
  };
  return (
    <TextInput
      ref={inputRef}
      type="search"
      value={typed}
      onChange={(event) => put(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') put('');
        if (event.key === 'ArrowDown') {
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
      placeholder={t('calls.filter.text', { keys: showShortcut('mod+f') })}
      aria-label={t('calls.filter.textLabel')}
      data-testid="filter-text"
    />
  );
}
