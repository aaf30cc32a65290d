/** The window: providers around what is shown. */
import 'dayjs/locale/zh-cn';
import { MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlayerProvider } from '../features/player';
import { colours, theme } from '../theme';
import { CrashGuard } from './crash-guard';
import { Window } from './window';

const newClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        // The core repeats what is worth repeating; and it is on this computer, online or not.
        retry: false,
        networkMode: 'always',
        refetchOnWindowFocus: false,
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });

export function App() {
  const { i18n } = useTranslation();
  const [client] = useState(newClient);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={colours} defaultColorScheme="auto">
      <DatesProvider settings={{ locale: i18n.language === 'zh-CN' ? 'zh-cn' : 'en', firstDayOfWeek: 1 }}>
        <CrashGuard>
          <QueryClientProvider client={client}>
            <PlayerProvider>
              {/* At the top: at the foot it would cover the player and the button of every sheet. */}
              <Notifications position="top-center" limit={3} />
              <Window />
            </PlayerProvider>
          </QueryClientProvider>
        </CrashGuard>
      </DatesProvider>
    </MantineProvider>
  );
}
