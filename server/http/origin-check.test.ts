import { makeOriginCheck } from './origin-check'

const local = makeOriginCheck({
  publicUrl: 'http://localhost:8000',
  http: { allowedOrigins: ['https://tools.example'] },
})
const world = makeOriginCheck({
  publicUrl: 'https://mcp.example',
  http: { allowedOrigins: ['https://tools.example:8443'] },
})

it.each([
  [{ host: 'localhost:8000' }, 'ok'],
  [{ host: '127.0.0.1:49152' }, 'ok'],
  [{ host: '[::1]:8000' }, 'ok'],
  [{ host: 'tools.example' }, 'ok'],
  [{ host: 'evil.example:8000' }, 'bad_host'],
  [{ host: 'localhost.evil.example' }, 'bad_host'],
  [{ host: '127.0.0.1.evil.example' }, 'bad_host'],
  [{ host: 'localhost:8000@evil.example' }, 'bad_host'],
  [{}, 'bad_host'],
  [{ host: '' }, 'bad_host'],
  [{ host: 'localhost:8000', origin: 'http://localhost:8000' }, 'ok'],
  [{ host: '127.0.0.1:8000', origin: 'http://127.0.0.1:8000' }, 'ok'],
  [{ host: 'localhost:8000', origin: 'https://tools.example' }, 'ok'],
  [{ host: 'localhost:8000', origin: 'http://localhost:3000' }, 'bad_origin'],
  [{ host: 'localhost:8000', origin: 'https://localhost:8000' }, 'bad_origin'],
  [{ host: 'localhost:8000', origin: 'http://tools.example' }, 'bad_origin'],
  [{ host: 'localhost:8000', origin: 'null' }, 'bad_origin'],
  [{ host: 'localhost:8000', origin: 'http://localhost:8000/' }, 'bad_origin'],
] as const)('a local server answers %j with %s', (headers, verdict) => expect(local(headers)).toBe(verdict))

it.each([
  [{ host: 'mcp.example' }, 'ok'],
  [{ host: 'MCP.example:443' }, 'ok'],
  [{ host: 'tools.example:8443' }, 'ok'],
  [{ host: 'mcp.example:8000' }, 'bad_host'],
  [{ host: 'localhost:8000' }, 'bad_host'],
  [{ host: '127.0.0.1' }, 'bad_host'],
  [{ host: 'mcp.example', origin: 'https://mcp.example' }, 'ok'],
  [{ host: 'mcp.example', origin: 'https://tools.example:8443' }, 'ok'],
  [{ host: 'mcp.example', origin: 'https://tools.example' }, 'bad_origin'],
  [{ host: 'mcp.example', origin: 'http://mcp.example' }, 'bad_origin'],
  [{ host: 'mcp.example', origin: 'https://mcp.example.evil.example' }, 'bad_origin'],
  [{ host: 'mcp.example', origin: 'http://localhost' }, 'bad_origin'],
] as const)('a public server answers %j with %s', (headers, verdict) => expect(world(headers)).toBe(verdict))
