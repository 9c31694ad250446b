import { setTimeout as wait } from 'node:timers/promises'
import type { SealedCredential } from '../credentials/sealed-credential'
import { Memories } from './memories'

const account = () => ({ id: 'a' }) as SealedCredential

test('what is remembered is for calls of the same connector with the same account', () => {
  const memories = new Memories()
  const [ada, ben] = [account(), account()]
  memories.of(ada, 'one')?.set('user U1', 'Ada North', 60)
  expect(memories.of(ada, 'one')?.get('user U1')).toBe('Ada North')
  expect(memories.of(ada, 'two')?.get('user U1')).toBeUndefined()
  // An account that was connected again is another object, whatever its id.
  expect(memories.of(ben, 'one')?.get('user U1')).toBeUndefined()
  expect(memories.of(undefined, 'one')).toBeUndefined()
})

test('it is forgotten after its time', async () => {
  const memory = new Memories().of(account(), 'one')
  memory?.set('k', 'v', 0.01)
  await wait(50)
  expect(memory?.get('k')).toBeUndefined()
})

test('an account takes as much room as what is remembered for it', () => {
  const memories = new Memories()
  const accounts = Array.from({ length: 2_000 }, () => account())
  const before = process.memoryUsage()
  for (const each of accounts) memories.of(each, 'one')?.set('name', 'Ada', 60)
  const after = process.memoryUsage()
  const kb = (after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers) / 1024
  expect(kb / accounts.length).toBeLessThan(20)
  expect(memories.of(accounts[0], 'one')?.get('name')).toBe('Ada')
})

test('of too many things the oldest are forgotten', () => {
  const memory = new Memories().of(account(), 'one')
  for (let n = 0; n <= 2_000; n += 1) memory?.set(`k${n}`, n, 60)
  expect([memory?.get('k0'), memory?.get('k1'), memory?.get('k2000')]).toEqual([undefined, 1, 2_000])
})
