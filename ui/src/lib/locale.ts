/** The locale numbers and dates are written in. */
import { useTranslation } from 'react-i18next';
import { formattingLocale } from '../locales';

export function useLocale(): string {
  return formattingLocale(useTranslation().i18n.language);
}
