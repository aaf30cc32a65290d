import { Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import { choiceOf, type DaysChoice, daysOf, RELATIVE } from './days';
import classes from './export-sheet.module.css';
import type { ExportForm } from './use-export-form';

/** Which days: those of the list, other ones, or only what is new in the folder. */
export function DaysField({ form }: { form: ExportForm }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { days, asked, earlier } = form;
  const since = earlier === null ? null : formatInstant(earlier.until, asked.range.zone, locale);
  const known = since !== null || days.kind === 'new';
  const label = since === null ? t('exports.days.onlyNew') : t('exports.days.newSince', { since });
  const choices: { value: DaysChoice; label: string }[] = [
    { value: 'asked', label: t('exports.days.asked') },
    ...(known ? [{ value: 'new' as const, label }] : []),
    ...RELATIVE.map((value) => ({ value, label: t(`exports.days.${value}`) })),
    { value: 'other', label: t('exports.days.other') },
  ];
  return (
    <>
      <Select
        label={t('exports.days.label')}
        data={choices}
        value={choiceOf(days)}
        allowDeselect={false}
        data-testid="export-days"
        onChange={(value) => value !== null && form.setDays(daysOf(value as DaysChoice, asked.range))}
      />
      {days.kind === 'other' && (
        <div className={classes.numbers}>
          <TextInput
            type="date"
            label={t('exports.days.from')}
            value={days.from}
            onChange={(event) => form.setDays({ ...days, from: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label={t('exports.days.to')}
            value={days.to}
            onChange={(event) => form.setDays({ ...days, to: event.currentTarget.value })}
          />
        </div>
      )}
      {days.kind === 'new' && earlier !== null && (
        <p className={classes.dim}>
          {t(earlier.sameSelection ? 'exports.days.newHint' : 'exports.days.otherSelection')}
        </p>
      )}
      {form.unread && <p className={classes.dim}>{t('exports.days.unread')}</p>}
    </>
  );
}
