import { setImmediate as nextTurn } from 'node:timers/promises'
import { endOfTurn } from './end-of-turn'

/** So many who wait, and which of them went on. */
function waiting(many: number) {
  const wentOn: number[] = []
  for (let i = 0; i < many; i++) void endOfTurn().then(() => wentOn.push(i))
  return wentOn
}

const microtasks = () => new Promise<void>((resolve) => process.nextTick(resolve))

it('lets all of a turn go on at its end, in their order', async () => {
  const first = waiting(2)
  await microtasks()
  const second = waiting(1)
  await microtasks()
  expect([first, second]).toEqual([[], []])
  await nextTurn()
  expect([first, second]).toEqual([[0, 1], [0]])
})

it('lets nobody wait for more than 31 others', async () => {
  const wentOn = waiting(33)
  await microtasks()
  expect(wentOn).toHaveLength(32)
  await nextTurn()
  expect(wentOn).toHaveLength(33)
})

it('waits in the next turn, too', async () => {
  waiting(1)
  await nextTurn()
  const later = waiting(1)
  await microtasks()
  expect(later).toEqual([])
  await nextTurn()
  expect(later).toEqual([0])
})
