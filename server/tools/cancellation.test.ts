import { Cancellation, signalOf } from './cancellation'

it('tells those who listen still, once, and keeps its first reason', () => {
  const cancellation = new Cancellation()
  const told: string[] = []
  const left = () => told.push('left')
  cancellation.addEventListener('abort', left)
  cancellation.addEventListener('abort', () => told.push('stayed'))
  cancellation.removeEventListener('abort', left)
  cancellation.abort('first')
  cancellation.abort('second')
  expect(told).toEqual(['stayed'])
  expect(cancellation).toMatchObject({ aborted: true, reason: 'first' })
})

it('makes a signal that aborts with it, or has aborted already', () => {
  const cancellation = new Cancellation()
  const before = signalOf(cancellation)
  expect(before.aborted).toBe(false)
  cancellation.abort('over')
  expect([before.aborted, before.reason]).toEqual([true, 'over'])
  expect([signalOf(cancellation).aborted, signalOf(cancellation).reason]).toEqual([true, 'over'])
})

it('takes a signal as it is', () => {
  const { signal } = new AbortController()
  expect(signalOf(signal)).toBe(signal)
})
