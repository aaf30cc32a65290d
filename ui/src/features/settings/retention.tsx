/** For how long calls stay on this computer. */
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../lib/format';
import { useLocale } from '../../lib/locale';

/** A quarter, half a year, one to seven years. */
const CHOICES = [90, 180, 365, 730, 1825, 2555];

interface Props {
  /** Days; null keeps them for ever. */
  days: number | null;
  onChange: (days: number | null) => void;
}

export function Retention({ days, onChange }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  // A number of days that was written into the settings by hand is a choice as well.
  const choices = days === null || CHOICES.includes(days) ? CHOICES : [days, ...CHOICES];
  const data = choices.map((choice) => ({
    value: String(choice),
    label: t('settings.keepDays', { number: formatCount(choice, locale) }),
  }));
  return (
    <Select
      w={200}
      aria-label={t('settings.keep')}
      data={[{ value: '', label: t('settings.keepEver') }, ...data]}
      value={days === null ? '' : String(days)}
      onChange={(value) => onChange(value === '' || value === null ? null : Number(value))}
      allowDeselect={false}
      data-testid="keep-days"
    />
  );
}
