import { Deadline } from './deadline'

const never = new AbortController().signal

test('work is not begun for a caller that has gone already', async () => {
  const gone = new AbortController()
  gone.abort(new Error('gone'))
  const deadline = new Deadline(gone.signal, 1_000, 'read')
  let begun = false
  const work = async () => {
    begun = true
  }
  await expect(deadline.race(work)).rejects.toThrow('gone')
  expect(begun).toBe(false)
  deadline.end()
})

test('work that ignores the signal holds nobody up', async () => {
  const caller = new AbortController()
  const deadline = new Deadline(caller.signal, 60_000, 'read')
  const raced = deadline.race(() => new Promise<void>(() => {}))
  caller.abort(new Error('gone'))
  await expect(raced).rejects.toThrow('gone')
  deadline.end()
})

test.each([
  ['read', 'timeout'],
  ['write', 'outcome_unknown'],
  ['update', 'outcome_unknown'],
  ['destroy', 'outcome_unknown'],
] as const)('a %s that takes too long ends as %s', async (effect, code) => {
  const deadline = new Deadline(never, 5, effect)
  await expect(deadline.race(() => new Promise<void>(() => {}))).rejects.toMatchObject({ code })
  deadline.end()
})
