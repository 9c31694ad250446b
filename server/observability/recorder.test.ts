import { BoundedNames } from './bounded-names'
import { Lowest } from './lowest'
import { Recorder } from './recorder'

const linesOf = async (recorder: Recorder) => (await recorder.registry.metrics()).split('\n')

it('knows so many names and no more, whatever comes', () => {
  const names = new BoundedNames(2)
  expect(['a', 'b', 'c', 'a', 'd'].map((name) => names.of(name))).toEqual(['a', 'b', 'other', 'a', 'other'])
})

it('names only so many tools of a type, since a type may make them as it likes', async () => {
  const recorder = new Recorder()
  for (let n = 0; n < 5_000; n++) recorder.toolCall('http', 'made', `tool_${n}`, 'ok', 0.01)
  recorder.toolCall('http', 'other_type', 'get', 'ok', 0.01)
  const lines = await linesOf(recorder)
  expect(lines.filter((line) => line.startsWith('sagemcp_tool_calls_total{'))).toHaveLength(302)
  expect(lines).toContain(
    'sagemcp_tool_calls_total{transport="http",connector_type="made",tool="other",outcome="ok"} 4700',
  )
  expect(lines).toContain(
    'sagemcp_tool_calls_total{transport="http",connector_type="other_type",tool="get",outcome="ok"} 1',
  )
})

it('says how often vendors were left alone', async () => {
  const recorder = new Recorder()
  for (let n = 0; n < 2; n++) recorder.paused('slack', 'tenant')
  expect(await linesOf(recorder)).toContain('sagemcp_vendor_pauses_total{vendor="slack",scope="tenant"} 2')
})

it('forgets what a vendor said of its limits', async () => {
  jest.useFakeTimers({ now: 60_000 })
  const recorder = new Recorder()
  recorder.vendorAnswered('slack', 'ok', 0.1, 41)
  recorder.vendorAnswered('slack', 'ok', 0.1, undefined)
  expect(await linesOf(recorder)).toContain('sagemcp_vendor_rate_limit_remaining{vendor="slack"} 41')
  jest.setSystemTime(240_000)
  expect((await linesOf(recorder)).join('\n')).not.toContain('sagemcp_vendor_rate_limit_remaining{')
  jest.useRealTimers()
})

it('knows the least of two minutes', () => {
  let now = 60_000
  const lowest = new Lowest(() => now)
  expect(lowest.value).toBeUndefined()
  lowest.saw(7)
  lowest.saw(9)
  expect(lowest.value).toBe(7)
  now += 60_000
  lowest.saw(8)
  expect(lowest.value).toBe(7)
  now += 60_000
  expect(lowest.value).toBe(8)
  now += 120_000
  expect(lowest.value).toBeUndefined()
})
