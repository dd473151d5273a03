import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `npm start` listens; the development server passes the API's paths on to it. */
const apiOrigin = 'http://127.0.0.1:4310'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2023' },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: { '/api': apiOrigin, '/healthz': apiOrigin, '/openapi.json': apiOrigin },
  },
})
