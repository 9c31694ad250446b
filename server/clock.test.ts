import { now, tell, today } from './clock'

afterEach(() => {
  tell(undefined)
  jest.restoreAllMocks()
})

it("is the machine's by itself", () => {
  jest.spyOn(Date, 'now').mockReturnValue(5)
  expect(now()).toBe(5)
})

it('goes on from what it was told, wherever the clock of the machine is set', () => {
  const clock = jest.spyOn(Date, 'now')
  const monotonic = jest.spyOn(performance, 'now').mockReturnValue(1_000)
  tell({ ms: 500_000, at: 900 })
  clock.mockReturnValue(3_600_000)
  expect(now()).toBe(500_100)
  clock.mockReturnValue(-3_600_000)
  monotonic.mockReturnValue(2_000)
  expect(today()).toEqual(new Date(501_100))
})
