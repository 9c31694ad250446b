// The servers that ours is measured beside. The SDK's are as its documentation has them, with the lighter of its two classes for
// servers, which checks no arguments. node peers.mjs <name> [<port or file that it needs>]; prints its port.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import { NodeStreamableHTTPServerTransport, toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, isInitializeRequest, Server } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import express from 'express'
import { WebSocketServer } from 'ws'
import { WsTransport } from './ws-transport.mjs'

const [name, given] = process.argv.slice(2)
const echo = {
  name: 'echo',
  description: 'Says the text again.',
  inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
}
/** For the list: the very tools that ours lists. */
const tools = name === 'sdk-list' ? JSON.parse(readFileSync(given, 'utf8')) : [echo]
const hello = () => {
  const server = new Server({ name: 'hello', version: '1.0.0' }, { capabilities: { tools: {} } })
  server.setRequestHandler('tools/list', () => ({ tools }))
  server.setRequestHandler('tools/call', ({ params }) => ({ content: [{ type: 'text', text: params.arguments.text }] }))
  return server
}
const listen = (server) => server.listen(0, '127.0.0.1', () => console.log(server.address().port))

const onExpress = (handle) => {
  const app = express()
  app.use(express.json({ limit: '4mb' }))
  app.all('/mcp', handle)
  listen(http.createServer(app))
}

const peers = {
  /** Answers a call by itself, with Node alone: the vendor of the others, and what a proxy is in front of. */
  echo() {
    listen(
      http.createServer((req, res) => {
        const chunks = []
        req.on('data', (chunk) => chunks.push(chunk))
        req.on('end', () => {
          const { id, params } = JSON.parse(Buffer.concat(chunks).toString())
          const content = [{ type: 'text', text: params.arguments.text }]
          const text = JSON.stringify({ jsonrpc: '2.0', id, result: { content } })
          const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
          res.writeHead(200, headers).end(text)
        })
      }),
    )
  },
  /** The least that anything between a client and a server costs. */
  proxy() {
    const agent = new http.Agent({ keepAlive: true })
    listen(
      http.createServer((req, res) => {
        const { method, url, headers } = req
        const onwards = http.request({ host: '127.0.0.1', port: given, method, path: url, headers, agent }, (reply) => {
          res.writeHead(reply.statusCode, reply.headers)
          reply.pipe(res)
        })
        req.pipe(onwards)
      }),
    )
  },
  sdk() {
    const handle = toNodeHandler(createMcpHandler(hello))
    onExpress((req, res) => handle(req, res, req.body))
  },
  'sdk-list': () => peers.sdk(),
  'sdk-session'() {
    const sessions = new Map()
    onExpress(async (req, res) => {
      const id = req.headers['mcp-session-id']
      if (id) return sessions.get(id).handleRequest(req, res, req.body)
      if (!isInitializeRequest(req.body)) return res.status(400).end()
      const transport = new NodeStreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        onsessioninitialized: (made) => void sessions.set(made, transport),
      })
      await hello().connect(transport)
      await transport.handleRequest(req, res, req.body)
    })
  },
  'sdk-ws'() {
    const server = http.createServer()
    new WebSocketServer({ server, handleProtocols: () => 'mcp' }).on('connection', (socket) =>
      serveStdio(hello, { transport: new WsTransport(socket) }),
    )
    listen(server)
  },
}
peers[name]()
