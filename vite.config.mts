import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// In development the browser talks to vite, which passes these paths on. The server refuses pages of other origins, so the
// request must arrive under the server's own.
const server = 'http://localhost:8000'
const pass = { target: server, changeOrigin: true, headers: { origin: server } }

export default defineConfig({
  root: 'web',
  plugins: [react(), tailwind()],
  // No data: addresses, so that the page's content security policy needs no exception for them.
  build: { outDir: '../dist/web', emptyOutDir: true, assetsInlineLimit: 0, manifest: true },
  server: {
    port: 3001,
    strictPort: true,
    proxy: {
      '/api': { ...pass, ws: true },
      '^/(health|downloads|oauth|sign-in|sign-out|account|setup|invitation|forgot|reset|pages\\.css|\\.well-known)':
        pass,
    },
  },
})
