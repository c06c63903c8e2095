// Builds the dashboard into dist/, which the server sends at `/`; `vite` alone serves it with the API of a running `npm start`.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/',
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0, target: 'es2023', chunkSizeWarningLimit: 700 },
  server: { proxy: { '/api': { target: 'http://localhost:4800', ws: true } } },
});
