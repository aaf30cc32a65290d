/** Colours and language as the preferences have them. */
import { useMantineColorScheme } from '@mantine/core';
import { useEffect } from 'react';
import { usePreferences } from '../lib/preferences';
import { changeLanguage, pickLanguage } from '../locales';

export function useLook(): void {
  const preferences = usePreferences();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = preferences?.colorScheme;
  const language = preferences?.language;
  useEffect(() => {
    if (scheme !== undefined) setColorScheme(scheme === 'system' ? 'auto' : scheme);
  }, [scheme, setColorScheme]);
  useEffect(() => {
    if (language !== undefined) void changeLanguage(pickLanguage(language, navigator.languages));
  }, [language]);
}
