/**
 * The string tables and i18next. One namespace; a key is `area.name`, the area is the file. English is the source;
 * a key missing from another language is a type error.
 */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { safeLocale } from '../lib/format';
import { en } from './en';
import { pseudo } from './pseudo';
import { zhCN } from './zh-CN';
import { failures } from './zh-CN/failures';

export const LANGUAGES = ['en', 'zh-CN'] as const;
export const PSEUDO = 'en-XA';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en; failures: typeof failures };
    returnNull: false;
  }
}

/** The language shown for a preference: a BCP 47 tag, or empty for the system's. */
export function pickLanguage(preference: string, system: readonly string[]): string {
  for (const tag of preference === '' ? system : [preference]) {
    if (tag === PSEUDO) return PSEUDO;
    const wanted = safeLocale(tag).toLowerCase();
    if (wanted.startsWith('zh')) return 'zh-CN';
    if (wanted.startsWith('en')) return 'en';
  }
  return 'en';
}

/** The locale numbers and dates follow: the system's as long as it speaks the window's language. */
export function formattingLocale(language: string): string {
  const base = language.slice(0, 2);
  return (
    navigator.languages.map(safeLocale).find((tag) => tag.startsWith(base)) ??
    (language === PSEUDO ? 'en' : language)
  );
}

export async function startTranslations(language: string): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: {
      en: { translation: en },
      // English needs none: the core speaks it.
      'zh-CN': { translation: zhCN, failures },
      [PSEUDO]: { translation: pseudo(en) },
    },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}

export async function changeLanguage(language: string): Promise<void> {
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}
