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
