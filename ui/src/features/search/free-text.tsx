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
}

export function FreeText({ value, onChange, inputRef }: Props) {
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
      onKeyDown={(event) => event.key === 'Escape' && put('')}
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
