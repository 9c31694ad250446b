// What the clients of the bench send.
import http from 'node:http'

export const TEXT = 'hello world, this is a short echo payload'

const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
}
export const INITIALIZE = {
  jsonrpc: '2.0',
  id: 'init',
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
}
export const INITIALIZED = { jsonrpc: '2.0', method: 'notifications/initialized' }

/** A call of the tool, or where there is none the list of tools. */
export function message(id, tool, isModern) {
  const meta = isModern ? { _meta: MODERN } : {}
  return tool === undefined
    ? { jsonrpc: '2.0', id, method: 'tools/list', params: meta }
    : { jsonrpc: '2.0', id, method: 'tools/call', params: { name: tool, arguments: { text: TEXT }, ...meta } }
}

export const modernHeaders = (tool) => ({
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': tool === undefined ? 'tools/list' : 'tools/call',
  ...(tool === undefined ? {} : { 'mcp-name': tool }),
})

/** One request on a connection that is kept. */
export const poster = (agent) => (url, key, extra, body) =>
  new Promise((resolve, reject) => {
    const text = JSON.stringify(body)
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'content-length': Buffer.byteLength(text),
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...extra,
    }
    const req = http.request(url, { method: 'POST', agent, headers }, (res) => {
      let reply = ''
      res
        .setEncoding('utf8')
        .on('data', (chunk) => (reply += chunk))
        .on('end', () => resolve({ res, reply }))
    })
    req.on('error', reject)
    req.end(text)
  })
