import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { needsMock, setBackend } from './ipc/client';
import { pickLanguage, startTranslations } from './locales';

async function start(): Promise<void> {
  // Left out of the packaged app: there the shell always answers.
  if (import.meta.env.DEV && needsMock()) {
    const { mockBackend } = await import('./ipc/mock');
    setBackend(mockBackend());
  }
  await startTranslations(pickLanguage('', navigator.languages));
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no root element');
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

void start();
