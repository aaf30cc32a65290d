/** The bar above the calls: range, extensions, the common filters, free text, and a chip for each that is active. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import { Chips } from './chips';
import { ChoiceMenu } from './choice-menu';
import { ExtensionPicker } from './extension-picker';
import { FilterLine } from './filter-line';
import { DIRECTIONS } from './filters';
import { MoreFilters } from './more-filters';
import { RangePicker } from './range-picker';
import classes from './search-bar.module.css';
import { withFilter } from './terms';
import type { Search } from './use-filters';
import { useRemembered } from './use-line';
import type { OpenView } from './use-open-view';
import { ViewsMenu } from './views-menu';

interface Props {
  search: Search;
  /** The range is being read. */
  busy: boolean;
  onRefresh: () => void;
  textRef: RefObject<HTMLInputElement | null>;
  rangeRef: RefObject<HTMLButtonElement | null>;
  /** On to what was found. */
  onDown: () => void;
  view: OpenView;
}

const YES_NO = ['yes', 'no'] as const;
const toChosen = (value: boolean | null) =>
  value === null ? [] : ([value ? 'yes' : 'no'] as (typeof YES_NO)[number][]);
const toValue = (chosen: string[]) => (chosen[0] === undefined ? null : chosen[0] === 'yes');

export function SearchBar({ search, busy, onRefresh, textRef, rangeRef, onDown, view }: Props) {
  const { t } = useTranslation();
  const { filters, zone, query, change, replace } = search;
  useRemembered(query.filter);
  return (
    // biome-ignore lint/a11y/useSemanticElements: the search element is unknown to Safari 16
    <div role="search" className={classes.bar} aria-label={t('calls.searchLabel')}>
      <div className={classes.row}>
        <ViewsMenu search={search} open={view} />
        <RangePicker filters={filters} zone={zone} onChange={change} buttonRef={rangeRef} />
        <Tooltip label={t('calls.refresh')}>
          <ActionIcon onClick={onRefresh} disabled={busy} aria-label={t('calls.refresh')}>
            <IconRefresh {...icon} />
          </ActionIcon>
        </Tooltip>
        <ExtensionPicker value={filters.extensions} onChange={(extensions) => change({ extensions })} />
        <ChoiceMenu
          label={t('calls.filter.direction')}
          choices={DIRECTIONS.map((value) => ({ value, label: t(`calls.direction.${value}`) }))}
          chosen={filters.directions.filter((direction) => direction !== 'unknown')}
          multiple
          onChoose={(directions) => change({ directions })}
          testId="filter-direction"
        />
        <ChoiceMenu
          label={t('calls.filter.answered')}
          choices={[
            { value: 'yes', label: t('calls.filter.answeredYes') },
            { value: 'no', label: t('calls.filter.answeredNo') },
          ]}
          chosen={toChosen(filters.answered)}
          onChoose={(chosen) => change({ answered: toValue(chosen) })}
          testId="filter-answered"
        />
        <ChoiceMenu
          label={t('calls.filter.recorded')}
          choices={[
            { value: 'yes', label: t('calls.filter.recordedYes') },
            { value: 'no', label: t('calls.filter.recordedNo') },
          ]}
          chosen={toChosen(filters.recorded)}
          onChoose={(chosen) => change({ recorded: toValue(chosen) })}
          testId="filter-recorded"
        />
        <MoreFilters filters={filters} filter={query.filter} onChange={change} />
        <div className={classes.text}>
          <FilterLine
            value={filters.text}
            onText={(text) => change({ text })}
            onFilter={(filter, namedGone) =>
              replace(withFilter({ ...filters, text: '', gone: filters.gone && !namedGone }, filter))
            }
            inputRef={textRef}
            onDown={onDown}
          />
        </div>
      </div>
      <Chips filters={filters} onChange={replace} />
    </div>
  );
}
