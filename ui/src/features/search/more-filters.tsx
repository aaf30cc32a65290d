/** Filters asked for less often: numbers and names, times, how it ended, by which way, and what people marked. */
import { Checkbox, NativeSelect, Popover, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FilterButton } from '../../components/filter-button';
import type { CallFilter, FlagField, ListField } from '../../ipc';
import { CopyFilter } from './copy-filter';
import { DurationSpan } from './duration-span';
import { chipsOf, type Filters } from './filters';
import classes from './more-filters.module.css';
import { flagOf, listOf, spanOf, withFlag, withList, withSpan } from './more-model';
import { ValuesField } from './values-field';

interface Props {
  filters: Filters;
  /** The same as it is asked. */
  filter: CallFilter;
  onChange: (change: Partial<Filters>) => void;
}

const LISTS = [
  'from',
  'to',
  'queue',
  'did',
  'trunk',
  'status',
  'end_reason',
  'tag',
  'finding',
] as const satisfies ListField[];
const FLAGS = ['reviewed', 'notes'] as const satisfies FlagField[];

export function MoreFilters({ filters, filter, onChange }: Props) {
  const { t } = useTranslation();
  const { terms } = filters;
  const count =
    [
      filters.number.trim() !== '',
      filters.minTalkS !== null || filters.maxTalkS !== null,
      filters.gone,
    ].filter(Boolean).length + terms.length;
  const stars = spanOf(terms, 'rating').min;
  return (
    <Popover position="bottom-start" trapFocus withinPortal width={440}>
      <Popover.Target>
        <FilterButton active={count > 0} count={count} data-testid="filter-more">
          {t('calls.filter.more')}
        </FilterButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.fields} mah="70vh">
        <div className={classes.pairs}>
          <TextInput
            label={t('calls.filter.number')}
            placeholder="+60 12"
            value={filters.number}
            onChange={(event) => onChange({ number: event.currentTarget.value })}
            data-autofocus
          />
          {LISTS.map((field) => (
            <ValuesField
              key={field}
              field={field}
              value={listOf(terms, field)}
              onChange={(any) => onChange({ terms: withList(terms, field, any) })}
            />
          ))}
        </div>
        <DurationSpan
          labels={{ min: t('calls.filter.talkFrom'), max: t('calls.filter.talkTo') }}
          value={{ min: filters.minTalkS, max: filters.maxTalkS }}
          onChange={({ min, max }) => onChange({ minTalkS: min, maxTalkS: max })}
        />
        <DurationSpan
          labels={{ min: t('calls.filter.ringFrom'), max: t('calls.filter.ringTo') }}
          value={spanOf(terms, 'ring')}
          onChange={(span) => onChange({ terms: withSpan(terms, 'ring', span) })}
        />
        <div className={classes.hint}>{t('calls.filter.talkHint')}</div>
        <div className={classes.marks}>
          {FLAGS.map((field) => (
            <NativeSelect
              key={field}
              label={t(`calls.filter.${field}`)}
              data={[
                { value: '', label: t('calls.filter.either') },
                { value: 'yes', label: t('calls.yes') },
                { value: 'no', label: t('calls.no') },
              ]}
              value={{ null: '', true: 'yes', false: 'no' }[String(flagOf(terms, field))] ?? ''}
              onChange={({ currentTarget: { value } }) =>
                onChange({ terms: withFlag(terms, field, value === '' ? null : value === 'yes') })
              }
            />
          ))}
          <NativeSelect
            label={t('calls.filter.rating')}
            data={[
              { value: '', label: t('calls.filter.either') },
              ...[1, 2, 3, 4, 5].map((n) => ({ value: String(n), label: `≥ ${n}` })),
            ]}
            value={stars === null ? '' : String(stars)}
            onChange={({ currentTarget: { value } }) => {
              const min = value === '' ? null : Number(value);
              onChange({ terms: withSpan(terms, 'rating', { min, max: null }) });
            }}
          />
        </div>
        <Checkbox
          label={t('calls.filter.gone')}
          checked={filters.gone}
          onChange={({ currentTarget }) => onChange({ gone: currentTarget.checked })}
          data-testid="filter-gone"
        />
        <div className={classes.foot}>
          {/* Another filter is another text: what was copied is told of this one only. */}
          <CopyFilter key={JSON.stringify(filter)} filter={filter} disabled={chipsOf(filters).length === 0} />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
