// A way to a port that can be cut, or swallow what is sent, and be mended.
import { connect, createServer } from 'node:net'

export async function openWire(stage, port) {
  const sockets = new Set()
  let isCut = false
  let isSilent = false
  const server = createServer((near) => {
    if (isCut) return void near.resetAndDestroy()
    const far = connect(port, '127.0.0.1')
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('data', (bytes) => isSilent || other.write(bytes))
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    isCut = true
    for (const socket of sockets) socket.destroy()
  }
  stage.later(() => new Promise((resolve) => (cut(), server.close(resolve))))
  const swallow = () => (isSilent = true)
  const mend = () => (isCut = isSilent = false)
  return { port: server.address().port, cut, swallow, mend }
}
