import { Attempts } from './attempts'

let now = 0
let attempts: Attempts
beforeEach(() => {
  attempts = new Attempts(() => now)
})

/** How many attempts may be before one must wait. */
function burst(subject: string, address: string): number {
  let count = 0
  while (count < 1_000 && attempts.take(subject, address) === 0) count++
  return count
}

it('counts for an account from one address, and lets go with time', () => {
  expect(burst('ana', 'a')).toBe(8)
  expect(attempts.take('ana', 'a')).toBe(30)
  expect(attempts.take('ana', 'b')).toBe(0)
  expect(attempts.take('ben', 'a')).toBe(0)
  now += 30_000
  expect(attempts.take('ana', 'a')).toBe(0)
})

it('counts for one address over all accounts', () => {
  let count = 0
  while (count < 1_000 && attempts.take(`somebody ${count}`, 'a') === 0) count++
  expect(count).toBe(40)
})

it('counts for one account from everywhere, but spares where its owner has been', () => {
  attempts.take('ana', 'home')
  attempts.succeeded('ana', 'home')
  let count = 0
  while (count < 1_000 && attempts.take('ana', `stranger ${count}`) === 0) count++
  expect(count).toBe(100)
  expect(attempts.take('ana', 'home')).toBe(0)
  expect(attempts.take('ben', 'stranger 1')).toBe(0)
})

it('gives back what was right', () => {
  for (let i = 0; i < 500; i++) {
    expect(attempts.take('ana', 'a')).toBe(0)
    attempts.succeeded('ana', 'a')
  }
  expect(burst('ana', 'a')).toBe(8)
})
