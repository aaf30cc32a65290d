/** The line of text as it is typed, read and turned into filters. */
import { useDebouncedCallback } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, type CallFilter, type FilterProblem } from '../../ipc';
import { useSession } from '../../lib/session';
import { completed, FIELDS, fieldsFor, fixedValues, isPlain, namesGone, plainWords, typingAt } from './line';
import { searchQueries } from './queries';

/** Something the line offers. */
export interface Offer {
  /** The whole line, if it is taken. */
  line: string;
  text: string;
  note: string;
}

interface Options {
  /** The free text of the filters. */
  value: string;
  onText: (text: string) => void;
  /** Conditions were read; the free text among them takes the place of that in the filters, and so does what a line that
   * names them says of calls that are gone. */
  onFilter: (filter: CallFilter, namedGone: boolean) => void;
}

export function useLine({ value, onText, onFilter }: Options) {
  const [typed, setTyped] = useState(value);
  const [problem, setProblem] = useState<FilterProblem | null>(null);
  const sent = useRef(value);
  const send = useDebouncedCallback((text: string) => {
    sent.current = text;
    onText(text);
  }, 180);
  useEffect(() => {
    // Changed elsewhere (a chip was removed, a cell was Alt-clicked): the box follows.
    if (value !== sent.current) {
      sent.current = value;
      setTyped(value);
    }
  }, [value]);

  const put = (line: string) => {
    setTyped(line);
    setProblem(null);
    send(isPlain(line) ? line : plainWords(line));
  };
  const { mutate } = useMutation({
    mutationFn: (line: string) => api.readFilter(line),
    onSuccess: ({ filter, problem: wrong }, line) => {
      setProblem(wrong);
      if (filter === null) return;
      sent.current = filter.text ?? '';
      setTyped(sent.current);
      onFilter(filter, namesGone(line));
    },
  });
  const read = (line: string) => {
    setTyped(line);
    if (isPlain(line)) put(line);
    else {
      send.cancel();
      mutate(line);
    }
  };
  return { typed, problem, put, read, offers: useOffers(typed) };
}

/** What could be typed next: searches of late on an empty line, then fields and their values. */
function useOffers(typed: string): Offer[] {
  const profile = useSession()?.profile ?? '';
  const typing = typingAt(typed);
  const list = typing?.kind === 'value' ? FIELDS[typing.word] : null;
  const part = typing?.kind === 'value' ? typing.part : '';
  const values = useQuery({ ...searchQueries.values(profile, list ?? 'tag', part), enabled: list !== null });
  const recent = useQuery({ ...searchQueries.recent(profile), enabled: typed === '' });
  if (typed === '') return (recent.data ?? []).slice(0, 8).map((line) => ({ line, text: line, note: '' }));
  if (typing === null) return [];
  if (typing.kind === 'field')
    return fieldsFor(typing.part).map((word) => ({
      line: completed(typed, typing, word),
      text: `${word}:`,
      note: word,
    }));
  const fixed = fixedValues(typing.word).filter(
    (value) => value.startsWith(typing.part) && value !== typing.part,
  );
  const found = (list === null ? [] : (values.data ?? [])).filter((one) => one.value !== typing.part);
  return [...fixed.map((value) => ({ value, name: '' })), ...found].slice(0, 12).map((one) => ({
    line: completed(typed, typing, one.value),
    text: one.value,
    note: one.name,
  }));
}

/** Forgets the searches of late. */
export function useForgetSearches(): () => Promise<void> {
  const client = useQueryClient();
  const { queryKey } = searchQueries.recent(useSession()?.profile ?? '');
  return async () => {
    // What could not be forgotten is still offered, as the list then shows.
    await api.forgetSearches().catch(() => null);
    await client.invalidateQueries({ queryKey });
  };
}

/** Remembers what is searched for, once it has stayed a while. */
export function useRemembered(filter: CallFilter): void {
  const client = useQueryClient();
  const profile = useSession()?.profile ?? '';
  const asked = JSON.stringify(filter);
  useEffect(() => {
    const timer = window.setTimeout(async () => {
      await api.noteSearch(JSON.parse(asked) as CallFilter).catch(() => null);
      await client.invalidateQueries({ queryKey: searchQueries.recent(profile).queryKey });
    }, 4_000);
    return () => window.clearTimeout(timer);
  }, [asked, client, profile]);
}
