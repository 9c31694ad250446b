import { Client } from 'pg'
import { startTestApp, withLab } from '../support/app'
import { answer, bearer, initialize, modern, openSession, RawSocket } from '../support/raw'
import { until } from '../support/until'

/** What is written beside the calls, in batches: the usage rows, which clients were there and when a key was used last. */
const BESIDE =
  /^(START TRANSACTION|COMMIT|ROLLBACK|DEALLOCATE|RESET|SELECT 1$)|sagemcp\.(tool_calls|client_sightings)|last_used_at/

const texts = (spy: jest.SpyInstance): string[] =>
  spy.mock.calls.map(([query]) =>
    (typeof query === 'string' ? query : String((query as { text?: string })?.text)).trim(),
  )

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
  const spy = jest.spyOn(Client.prototype, 'query')
  try {
    await everyWay('lab_echo', 2)
    expect(texts(spy).filter((text) => !BESIDE.test(text))).toEqual([])
    // That a query would have been seen.
    await everyWay('lab_write', 3)
    expect(texts(spy).filter((text) => !BESIDE.test(text))).not.toEqual([])
  } finally {
    spy.mockRestore()
    socket.close()
    await app.close()
  }
})
