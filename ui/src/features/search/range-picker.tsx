/** The date range of the search: presets at once, or two days with times, and the zone they are meant in. */
import { Button, Popover, UnstyledButton } from '@mantine/core';
import { DatePicker, TimePicker } from '@mantine/dates';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendar, IconCheck } from '@tabler/icons-react';
import { type RefObject, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterButton } from '../../components/filter-button';
import { icon } from '../../components/icon';
import { ZoneSelect } from '../../components/zone-select';
import { useLocale } from '../../lib/locale';
import { dayIn, offsetMinutes, offsetText } from '../../lib/zone';
import type { Filters } from './filters';
import { shiftOf, withShift } from './more-model';
import { customRange, isForward, PRESETS, type RangeChoice, rangeOf } from './range';
import classes from './range-picker.module.css';
import { dayText, rangeText } from './range-text';
import { oddDays } from './shift';
import { ShiftPicker } from './shift-picker';

interface Props {
  filters: Filters;
  zone: string;
  onChange: (change: Partial<Filters>) => void;
  buttonRef: RefObject<HTMLButtonElement | null>;
}

export function RangePicker({ filters, zone, onChange, buttonRef }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [opened, { toggle, close }] = useDisclosure(false);
  const { range } = filters;
  const label =
    range.kind === 'preset' ? t(`calls.range.${range.preset}`) : rangeText(range.from, range.to, locale);
  const offset = offsetText(offsetMinutes(new Date(), zone));
  const choose = (choice: RangeChoice) => {
    onChange({ range: choice });
    close();
  };
  return (
    <Popover opened={opened} onDismiss={close} position="bottom-start" trapFocus withinPortal>
      <Popover.Target>
        <FilterButton
          ref={buttonRef}
          active
          icon={<IconCalendar {...icon} />}
          onClick={toggle}
          aria-expanded={opened}
          aria-label={t('calls.range.button', { range: `${label} ${offset}`, zone })}
          data-testid="filter-range"
        >
          {label} <span className={classes.zone}>{offset}</span>
        </FilterButton>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        {opened && <Choices filters={filters} zone={zone} onChoose={choose} onChange={onChange} />}
      </Popover.Dropdown>
    </Popover>
  );
}

interface ChoicesProps {
  filters: Filters;
  zone: string;
  onChoose: (choice: RangeChoice) => void;
  onChange: (change: Partial<Filters>) => void;
}

function Choices({ filters, zone, onChoose, onChange }: ChoicesProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const now = rangeOf(filters.range, zone, dayIn(new Date(), zone));
  const [days, setDays] = useState<[string | null, string | null]>([
    now.from.slice(0, 10),
    now.to.slice(0, 10),
  ]);
  const [times, setTimes] = useState<[string, string]>([now.from.slice(11, 16), now.to.slice(11, 16)]);
  const [from, to] = days;
  const choice = from === null ? null : customRange([from, to ?? from], times);
  const backwards = choice?.kind === 'custom' && !isForward(choice);
  const odd = useMemo(() => (from === null ? [] : oddDays(from, to ?? from, zone)), [from, to, zone]);
  return (
    <div className={classes.choices}>
      <ul className={classes.presets} aria-label={t('calls.range.presets')}>
        {PRESETS.map((preset) => {
          const chosen = filters.range.kind === 'preset' && filters.range.preset === preset;
          return (
            <li key={preset}>
              <UnstyledButton
                className={classes.preset}
                data-chosen={chosen || undefined}
                data-testid={`range-${preset}`}
                aria-pressed={chosen}
                data-autofocus={chosen || undefined}
                onClick={() => onChoose({ kind: 'preset', preset })}
              >
                {t(`calls.range.${preset}`)}
                {chosen && <IconCheck {...icon} />}
              </UnstyledButton>
            </li>
          );
        })}
      </ul>
      <div className={classes.custom}>
        <DatePicker
          type="range"
          size="xs"
          classNames={{ day: classes.day, weekday: classes.weekday }}
          value={days}
          onChange={setDays}
          allowSingleDateInRange
          defaultDate={from ?? undefined}
          weekendDays={[]}
          ariaLabels={{
            previousMonth: t('calls.range.previousMonth'),
            nextMonth: t('calls.range.nextMonth'),
            previousYear: t('calls.range.previousYear'),
            nextYear: t('calls.range.nextYear'),
            previousDecade: t('calls.range.previousYears'),
            nextDecade: t('calls.range.nextYears'),
          }}
        />
        <div className={classes.times}>
          <TimePicker
            label={t('calls.range.from')}
            value={times[0]}
            onChange={(time) => setTimes([time, times[1]])}
            clearable
          />
          <TimePicker
            label={t('calls.range.until')}
            value={times[1]}
            onChange={(time) => setTimes([times[0], time])}
            clearable
          />
        </div>
        <div className={classes.hint}>{t('calls.range.timesHint')}</div>
        <ZoneSelect
          label={t('calls.range.zone')}
          value={zone}
          onChange={(next) => onChange({ zone: next })}
        />
        {odd.map(({ day, hours }) => (
          <div key={day} className={classes.hint}>
            {t('calls.range.oddDay', { day: dayText(day, locale), hours })}
          </div>
        ))}
        <ShiftPicker
          value={shiftOf(filters.terms)}
          onChange={(shift) => onChange({ terms: withShift(filters.terms, shift) })}
        />
        {backwards && (
          <div className={classes.wrong} role="alert">
            {t('calls.range.backwards')}
          </div>
        )}
        <Button
          fullWidth
          variant="default"
          disabled={choice === null || backwards}
          onClick={() => choice !== null && onChoose(choice)}
        >
          {t('calls.range.apply')}
        </Button>
      </div>
    </div>
  );
}
