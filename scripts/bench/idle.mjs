// Opens WebSocket sessions that then say nothing: { ws, key, counts }. It says when each count is open, and goes on at the next
// line of input.
import { WebSocket } from 'ws'
import { createInterface } from 'node:readline'
import { INITIALIZE } from './messages.mjs'

const AT_ONCE = 50
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const { ws, key, counts } = JSON.parse((await lines.next()).value)

const open = () =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(ws, 'mcp', { headers: { authorization: `Bearer ${key}` }, perMessageDeflate: false })
    socket.on('message', resolve)
    socket.on('error', reject)
    // None may end while the others are counted.
    socket.on('close', (code) => {
      console.error(`a session was closed with ${code}`)
      process.exit(1)
    })
    socket.on('open', () => socket.send(JSON.stringify(INITIALIZE)))
  })

for (const count of counts) {
  let left = count
  const worker = async () => {
    while (left-- > 0) await open()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  console.log('open')
  await lines.next()
}
process.exit(0)
