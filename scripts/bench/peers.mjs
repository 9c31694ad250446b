// The servers that ours is measured beside, each as its package's own documentation would write it.
// node peers.mjs raw|sdk|sdk-session|sdk-ws  -> prints the port it listens on.
import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { NodeStreamableHTTPServerTransport, toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, isInitializeRequest, Server } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import express from 'express'
import { WebSocketServer } from 'ws'
import { WsTransport } from './ws-transport.mjs'

const echo = {
  name: 'echo',
  description: 'Says the text again.',
  inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
}
const hello = () => {
  const server = new Server({ name: 'hello', version: '1.0.0' }, { capabilities: { tools: {} } })
  server.setRequestHandler('tools/list', () => ({ tools: [echo] }))
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
  raw() {
    listen(
      http.createServer((req, res) => {
        const chunks = []
        req.on('data', (chunk) => chunks.push(chunk))
        req.on('end', () => {
          const { id, params } = JSON.parse(Buffer.concat(chunks).toString())
          const text = JSON.stringify({
            jsonrpc: '2.0',
            id,
            result: { content: [{ type: 'text', text: params.arguments.text }] },
          })
          res
            .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
            .end(text)
        })
      }),
    )
  },
  sdk() {
    const handle = toNodeHandler(createMcpHandler(hello))
    onExpress((req, res) => handle(req, res, req.body))
  },
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
peers[process.argv[2]]()
