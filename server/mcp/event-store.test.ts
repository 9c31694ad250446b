import type { JSONRPCMessage } from '@modelcontextprotocol/server'
import { SessionEvents } from './event-store'

const message = (text: string): JSONRPCMessage => ({
  jsonrpc: '2.0',
  method: 'notifications/message',
  params: { text },
})

async function replayed(store: SessionEvents, after: string): Promise<unknown[]> {
  const sent: unknown[] = []
  await store.replayEventsAfter(after, { send: async (_id, each) => void sent.push(each) })
  return sent
}

test('a stream goes on after the event that its client saw last, without those of other streams', async () => {
  const store = new SessionEvents()
  const first = await store.storeEvent('a', message('1'))
  await store.storeEvent('b', message('2'))
  await store.storeEvent('a', message('3'))
  expect(await replayed(store, first)).toEqual([message('3')])
})

test('what a session keeps is bounded in size: the oldest go first', async () => {
  const store = new SessionEvents()
  const ids: string[] = []
  for (let i = 0; i < 20; i += 1) ids.push(await store.storeEvent('a', message(`${i} ${'x'.repeat(50_000)}`)))
  const known = await Promise.all(ids.map((id) => store.getStreamIdForEventId(id)))
  const kept = known.filter((stream) => stream !== undefined).length
  expect(kept).toBeGreaterThan(0)
  expect(kept).toBeLessThan(6)
  expect(known.at(-1)).toBe('a')
})

test('a message that is larger than the bound is not kept and takes nothing else with it', async () => {
  const store = new SessionEvents()
  const small = await store.storeEvent('a', message('small'))
  await store.storeEvent('a', message('x'.repeat(1_000_000)))
  expect(await store.getStreamIdForEventId(small)).toBe('a')
  expect(await replayed(store, small)).toEqual([])
})
