import { INITIALIZE, setup } from '../../tests/support/wireless-bridge'
import { PERSON_WAIT_MS, WAIT_MS } from './bridge'

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

describe('while a person is needed', () => {
  const WORDS = 'Sign in first.'
  const told = (message: string) => [{ id: 0, error: { code: -32000, message } }]

  test('requests wait longer than for a server, and are then answered with what to do', () => {
    const { bridge, client, toClient, toServer } = setup()
    client(INITIALIZE)
    jest.advanceTimersByTime(1_000)
    bridge.awaitingPerson(WORDS)
    jest.advanceTimersByTime(PERSON_WAIT_MS - 1_001)
    expect(toClient()).toEqual([])
    jest.advanceTimersByTime(1)
    expect(toClient()).toEqual(told(WORDS))
    bridge.opened()
    expect(toServer()).toEqual([])
  })

  test('a person who is quick enough is all that was missing', () => {
    const { bridge, client, toClient, toServer } = setup()
    client(INITIALIZE)
    bridge.awaitingPerson(WORDS)
    jest.advanceTimersByTime(PERSON_WAIT_MS - 1)
    bridge.opened()
    expect(toServer()).toEqual([INITIALIZE])
    expect(toClient()).toEqual([])
  })

  test('an earlier refusal is forgotten, and a later one answers what waits', () => {
    const { bridge, client, toClient } = setup()
    bridge.refused('No.')
    bridge.awaitingPerson(WORDS)
    client(INITIALIZE)
    expect(toClient()).toEqual([])
    bridge.refused('Nobody signed in.')
    expect(toClient()).toEqual(told('Nobody signed in.'))
  })

  test('when it turns out that the server is away, requests wait as for a server', () => {
    const { bridge, client, toClient } = setup()
    client(INITIALIZE)
    bridge.awaitingPerson(WORDS)
    bridge.closed('ECONNREFUSED')
    jest.advanceTimersByTime(WAIT_MS)
    expect(toClient()).toEqual(told('The server cannot be reached: ECONNREFUSED. Nothing was sent to it.'))
  })
})
