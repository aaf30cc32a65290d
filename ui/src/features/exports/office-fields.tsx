import { Checkbox, NumberInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './export-sheet.module.css';
import { OFFICE_HOURS, wholeOrNull } from './sheet-model';
import type { ExportForm } from './use-export-form';

/** Another limit within office hours, as the clock of this computer tells them. */
export function OfficeFields({ form, separator }: { form: ExportForm; separator: string }) {
  const { t } = useTranslation();
  const limit = form.options.officeLimit;
  const set = (change: Partial<typeof OFFICE_HOURS>) =>
    form.set({ officeLimit: { ...(limit ?? OFFICE_HOURS), ...change } });
  return (
    <>
      <Checkbox
        size="xs"
        label={t('exports.office.on')}
        checked={limit !== null}
        onChange={(event) => form.set({ officeLimit: event.currentTarget.checked ? OFFICE_HOURS : null })}
      />
      {limit !== null && (
        <div className={classes.office}>
          <NumberInput
            label={t('exports.office.rate')}
            min={0.1}
            max={4000}
            step={0.1}
            decimalScale={1}
            decimalSeparator={separator}
            allowNegative={false}
            suffix=" MB/s"
            value={limit.limitRateKb / 1000}
            onChange={(value) =>
              set({ limitRateKb: wholeOrNull(typeof value === 'number' ? value * 1000 : '') ?? 0 })
            }
          />
          <TextInput
            type="time"
            label={t('exports.office.from')}
            value={limit.from}
            onChange={(event) => set({ from: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label={t('exports.office.to')}
            value={limit.to}
            onChange={(event) => set({ to: event.currentTarget.value })}
          />
          <Checkbox
            size="xs"
            label={t('exports.office.weekdays')}
            checked={limit.weekdaysOnly}
            onChange={(event) => set({ weekdaysOnly: event.currentTarget.checked })}
          />
        </div>
      )}
    </>
  );
}
