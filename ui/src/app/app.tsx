/** The window: providers around the frame. */
import { Button, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { theme } from '../theme';

const client = new QueryClient();

export function App() {
  return (
    <QueryClientProvider client={client}>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <Notifications position="bottom-right" />
        <Button>Tapedeck</Button>
      </MantineProvider>
    </QueryClientProvider>
  );
}
