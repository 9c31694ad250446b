import { startTestApp, withLab } from '../support/app'
import { watchQueries } from '../support/queries'
import { answer, bearer, initialize, modern, openSession, RawSocket } from '../support/raw'
import { until } from '../support/until'

test('on a warm tenant a call that reads asks the database nothing, on any transport', async () => {
  const app = await startTestApp()
  const lab = await withLab(app)
  const session = await openSession(lab.url, lab.key)
  const socket = await RawSocket.connect(lab.url, bearer(lab.key))
  socket.send(initialize())
  socket.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  const params = (name: string) => ({ name, arguments: { text: 'x' } })
  const rpc = (name: string, id: number) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: params(name) })
  const everyWay = async (name: string, id: number) => {
    expect(answer(await modern(lab.url, lab.key, 'tools/call', params(name))).result).toBeDefined()
    expect(answer(await session.send(rpc(name, id))).result).toBeDefined()
    socket.send(rpc(name, id))
    await until('an answer', () => socket.received.some((m) => m.id === id && m.result !== undefined))
  }
  await everyWay('lab_echo', 1)
  const queries = watchQueries()
  try {
    await everyWay('lab_echo', 2)
    expect(queries.asked()).toEqual([])
    // That a query would have been seen.
    await everyWay('lab_write', 3)
    expect(queries.asked()).not.toEqual([])
  } finally {
    queries.restore()
    socket.close()
    await app.close()
  }
})
