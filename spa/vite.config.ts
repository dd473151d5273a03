import react from '@vitejs/plugin-react'
import { msw } from 'msw/vite'
import { defineConfig } from 'vite'
import { serveMockConfig } from './dev/mock-config.ts'

/** Where `npm start` listens, and the product of `npm run dev:live`, which may be told another. */
const apiOrigin = `http://127.0.0.1:${process.env['TIEBACK_PORT'] ?? '4310'}`

/** What the development server leaves to the product. */
const proxied = ['/api', '/auth', '/config.json', '/docs', '/healthz', '/openapi.json']

/** Mode `mock` stands on invented data alone, and asks nobody. */
export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  // The worker's script of the preview, as a file of its own: a page without the preview never asks for it.
  plugins: [react(), msw({ mode: 'worker-only' }), ...(mode === 'mock' ? [serveMockConfig()] : [])],
  // The largest is the mock API with its field, in kB: fetched with the preview, and not before.
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 700 },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: mode === 'mock' ? {} : Object.fromEntries(proxied.map((path) => [path, apiOrigin])),
  },
}))
