import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  // Tauri's dev server address is fixed in tauri.conf.json, so another port must fail rather than drift.
  server: { host: 'localhost', port: 5173, strictPort: true },
  clearScreen: false,
  build: {
    // The oldest web engines Tauri meets: Safari 16 (macOS 13), Chromium of WebView2, WebKitGTK 2.44.
    target: ['safari16', 'chrome111'],
    chunkSizeWarningLimit: 2500,
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/test/setup.ts'],
    css: false,
    restoreMocks: true,
    // A sheet full of fields takes seconds in jsdom on a busy machine; no test is about speed.
    testTimeout: 20_000,
  },
});
