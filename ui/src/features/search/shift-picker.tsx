/** Hours of days within the range: shifts at hand, or hours and days of one's own. */
import { Chip, Group, NativeSelect } from '@mantine/core';
import { TimePicker } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import type { Shift, Weekday } from '../../ipc';
import { useLocale } from '../../lib/locale';
import classes from './range-picker.module.css';
import { clockText, minuteOf, SHIFTS, type ShiftName, shiftName } from './shift';
import { dayName, WEEK } from './term-text';

interface Props {
  value: Shift | null;
  onChange: (shift: Shift | null) => void;
}

export function ShiftPicker({ value, onChange }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [hours] = value?.hours ?? [];
  const name = shiftName(value);
  const setHours = (from: string, to: string) =>
    value !== null && onChange({ ...value, hours: [{ fromMin: minuteOf(from), toMin: minuteOf(to) }] });
  return (
    <div className={classes.shift}>
      <NativeSelect
        label={t('calls.shift.label')}
        value={name}
        data={(['all', 'day', 'night', 'weekend', 'custom'] as const).map((one) => ({
          value: one,
          label: t(`calls.shift.${one}`),
        }))}
        onChange={({ currentTarget }) => onChange(SHIFTS[currentTarget.value as ShiftName])}
        data-testid="shift"
      />
      {value !== null && hours !== undefined && (
        <>
          <div className={classes.times}>
            <TimePicker
              label={t('calls.shift.from')}
              value={clockText(hours.fromMin)}
              onChange={(time) => setHours(time, clockText(hours.toMin))}
            />
            <TimePicker
              label={t('calls.shift.until')}
              value={clockText(hours.toMin)}
              onChange={(time) => setHours(clockText(hours.fromMin), time)}
            />
          </div>
          <Chip.Group
            multiple
            value={value.days}
            onChange={(days) => days.length > 0 && onChange({ ...value, days: inWeek(days) })}
          >
            <Group gap={4} role="group" aria-label={t('calls.shift.days')}>
              {WEEK.map((day) => (
                <Chip key={day} value={day} size="xs" variant="outline">
                  {dayName(day, locale)}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <div className={classes.hint}>{t('calls.shift.hint')}</div>
        </>
      )}
    </div>
  );
}

function inWeek(days: string[]): Weekday[] {
  return WEEK.filter((day) => days.includes(day));
}
