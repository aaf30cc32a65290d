/** Tags, notes and review marks, as every feature may read and change them; each change can be taken back. */
import { keepPreviousData, type QueryClient, queryOptions, useQueryClient } from '@tanstack/react-query';
import { useMemo, useSyncExternalStore } from 'react';
import {
  api,
  type CallId,
  type CallQuery,
  type CallRow,
  type Mark,
  type Marked,
  type NoteInput,
  toAppError,
} from '../ipc';
import { failureText } from './failure-text';
import { createStore } from './store';
import { type Deed, history } from './undo';

export const markQueries = {
  /** Tags in use whose name contains a part: there may be more than anybody would list. */
  tags: (part: string) =>
    queryOptions({
      queryKey: ['tags', part],
      queryFn: () => api.listTags(part),
      placeholderData: keepPreviousData,
    }),
  /** What is written about one call. */
  of: (call: CallId) => queryOptions({ queryKey: ['marks', call], queryFn: () => api.getMarks(call) }),
};

/** Counts the changes: rows that show marks are renewed with each. */
const changes = createStore(0);

/** What is kept beside the calls has changed in another way. */
export function renewRows(): void {
  changes.set(changes.get() + 1);
}

export function useMarkRevision(): number {
  return useSyncExternalStore(changes.subscribe, changes.get);
}

function deedOf(mark: Mark): Omit<Deed, 'calls'> {
  switch (mark.kind) {
    case 'tag':
      return { key: 'tagged', name: mark.name };
    case 'untag':
      return { key: 'untagged', name: mark.name };
    case 'reviewed':
      return { key: mark.reviewed ? 'reviewed' : 'unreviewed', name: '' };
    case 'rating':
      return mark.rating === null
        ? { key: 'unrated', name: '' }
        : { key: 'rated', name: '★'.repeat(mark.rating) };
  }
}

export interface Marking {
  /** Marks every call that a query finds. */
  mark: (query: CallQuery, mark: Mark) => Promise<void>;
  /** Marks one call, whatever the filters. */
  markCall: (call: CallRow, mark: Mark) => Promise<void>;
  writeNote: (note: NoteInput) => Promise<void>;
  changeNote: (id: string, text: string) => Promise<void>;
  deleteNote: (id: string) => Promise<void>;
  undo: () => Promise<void>;
  redo: () => Promise<void>;
}

/** The question for one call alone, on its own day. */
export function queryOfCall({ id, startedUtc }: Pick<CallRow, 'id' | 'startedUtc'>): CallQuery {
  const day = startedUtc.slice(0, 10);
  return {
    range: { from: day, to: day, zone: 'UTC' },
    filter: {
      extensions: [],
      directions: [],
      number: null,
      minTalkS: null,
      maxTalkS: null,
      answered: null,
      recorded: null,
      text: null,
      ids: [id],
    },
    sort: [],
  };
}

function makeMarking(client: QueryClient): Marking {
  const renewed = () => {
    void client.invalidateQueries({ queryKey: ['marks'] });
    void client.invalidateQueries({ queryKey: ['tags'] });
    renewRows();
  };
  /** A refusal is told where the change would have been: none of these is worth a place of its own. */
  const change = async (work: Promise<Marked>, deed: Omit<Deed, 'calls'>) => {
    try {
      const { change: made, calls } = await work;
      if (made !== null) history.did(made, { ...deed, calls });
      renewed();
    } catch (thrown) {
      history.refuse(failureText(toAppError(thrown)));
    }
  };
  const revert = async (made: string) => {
    const { change: back } = await api.undoChange(made).catch((thrown: unknown) => {
      throw new Error(failureText(toAppError(thrown)));
    });
    renewed();
    return back;
  };
  const mark: Marking['mark'] = (query, wanted) => change(api.markCalls(query, wanted), deedOf(wanted));
  return {
    mark,
    markCall: (call, wanted) => mark(queryOfCall(call), wanted),
    writeNote: (note) =>
      change(
        api.writeNote(note).then(({ marked }) => marked),
        { key: 'noteWritten', name: '' },
      ),
    changeNote: (id, text) => change(api.changeNote(id, text), { key: 'noteChanged', name: '' }),
    deleteNote: (id) => change(api.deleteNote(id), { key: 'noteDeleted', name: '' }),
    undo: () => history.undo(revert),
    redo: () => history.redo(revert),
  };
}

export function useMarking(): Marking {
  const client = useQueryClient();
  return useMemo(() => makeMarking(client), [client]);
}
