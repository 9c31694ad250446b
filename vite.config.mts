import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// In development the browser talks to vite, which passes these paths on. The server refuses pages of other origins, so the
// request must arrive under the server's own.
const server = 'http://localhost:8000'
const pass = { target: server, changeOrigin: true, headers: { origin: server } }

/** Zod can describe schemas as JSON Schema, which only the server does: a sixth of zod, gone. */
const noJsonSchema = {
  name: 'no-json-schema',
  transform(code: string, id: string) {
    if (!/\/zod\/v4\/core\/(to-json-schema|json-schema-processors)\.js$/.test(id)) return null
    const names = [...code.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name)
    return [
      "const absent = () => { throw new Error('There is no JSON Schema in the browser.') }",
      ...names.map((name) => `export const ${name} = ${name?.startsWith('create') ? '() => absent' : 'absent'}`),
      'export { absent as process }',
    ].join('\n')
  },
}

export default defineConfig({
  root: 'web',
  plugins: [react(), tailwind(), noJsonSchema],
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
