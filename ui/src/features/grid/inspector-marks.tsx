/** What people wrote about the call: reviewed or not, its rating, its tags. */
import { Checkbox, Rating, TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { type CallRow, toAppError } from '../../ipc';
import { markQueries, useMarking } from '../../lib/marks';
import classes from './inspector.module.css';
import { Group } from './inspector-facts';
import { InspectorNotes } from './inspector-notes';

interface Props {
  call: CallRow;
  locale: string;
  /** Plays the recording from a second of one of its files. */
  onPlayAt: (seconds: number, fileIndex: number) => void;
}

export function InspectorMarks({ call, locale, onPlayAt }: Props) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(markQueries.of(call.id));
  const [typed, setTyped] = useState('');
  const { data: known } = useQuery(markQueries.tags(typed.trim()));
  const marking = useMarking();
  const setTags = (next: string[]) => {
    const now = data?.tags ?? [];
    for (const name of next) if (!now.includes(name)) void marking.markCall(call, { kind: 'tag', name });
    for (const name of now) if (!next.includes(name)) void marking.markCall(call, { kind: 'untag', name });
  };
  const rate = (stars: number) => {
    const same = stars === 0 || stars === data?.rating;
    void marking.markCall(call, { kind: 'rating', rating: same ? null : stars });
  };
  if (error !== null) {
    return (
      <FailureNote failure={toAppError(error)} title={t('marks.failed')} onRetry={() => void refetch()} />
    );
  }
  return (
    <>
      <Group title={t('marks.title')}>
        <div className={classes.review} data-testid="review">
          <Checkbox
            label={t('marks.reviewed')}
            checked={data?.reviewedAt != null}
            onChange={(event) => {
              void marking.markCall(call, { kind: 'reviewed', reviewed: event.currentTarget.checked });
            }}
          />
          <Rating
            value={data?.rating ?? 0}
            allowClear
            onChange={rate}
            size="sm"
            color="var(--td-dim)"
            aria-label={t('marks.rating')}
            getSymbolLabel={(stars) => t('marks.ratingOf', { stars })}
          />
        </div>
        <TagsInput
          mt={8}
          size="xs"
          aria-label={t('marks.tagsOf')}
          placeholder={t('marks.tagsPlaceholder')}
          data={known?.map(({ name }) => name) ?? []}
          value={data?.tags ?? []}
          onChange={setTags}
          searchValue={typed}
          onSearchChange={setTyped}
          maxLength={64}
          limit={12}
        />
      </Group>
      <InspectorNotes call={call} notes={data?.notes ?? []} locale={locale} onPlayAt={onPlayAt} />
    </>
  );
}
