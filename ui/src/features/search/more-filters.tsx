/** Filters asked for less often: talk time and a part of a number. */
import { Popover, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterButton } from '../../components/filter-button';
import { formatDuration, parseDuration } from '../../lib/format';
import type { Filters } from './filters';
import classes from './more-filters.module.css';

interface Props {
  filters: Filters;
  onChange: (change: Partial<Filters>) => void;
}

export function MoreFilters({ filters, onChange }: Props) {
  const { t } = useTranslation();
  const count = [filters.number.trim() !== '', filters.minTalkS !== null || filters.maxTalkS !== null].filter(
    Boolean,
  ).length;
  return (
    <Popover position="bottom-start" trapFocus withinPortal width={280}>
      <Popover.Target>
        <FilterButton active={count > 0} count={count} data-testid="filter-more">
          {t('calls.filter.more')}
        </FilterButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.fields}>
        <TextInput
          label={t('calls.filter.number')}
          placeholder="+60 12"
          value={filters.number}
          onChange={(event) => onChange({ number: event.currentTarget.value })}
          data-autofocus
        />
        <div className={classes.talk}>
          <DurationInput
            label={t('calls.filter.talkFrom')}
            seconds={filters.minTalkS}
            onChange={(minTalkS) => onChange({ minTalkS })}
          />
          <DurationInput
            label={t('calls.filter.talkTo')}
            seconds={filters.maxTalkS}
            onChange={(maxTalkS) => onChange({ maxTalkS })}
          />
        </div>
        <div className={classes.hint}>{t('calls.filter.talkHint')}</div>
      </Popover.Dropdown>
    </Popover>
  );
}

interface DurationProps {
  label: string;
  seconds: number | null;
  onChange: (seconds: number | null) => void;
}

function DurationInput({ label, seconds, onChange }: DurationProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(seconds === null ? '' : formatDuration(seconds));
  const wrong = typed.trim() !== '' && parseDuration(typed) === null;
  return (
    <TextInput
      label={label}
      placeholder="0:30"
      value={typed}
      error={wrong ? t('calls.filter.talkWrong') : null}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        const parsed = parseDuration(text);
        if (text.trim() === '' || parsed !== null) onChange(parsed);
      }}
    />
  );
}
