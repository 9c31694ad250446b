import { makeLog } from './log'
import { readable } from './readable'

function lines(tell: (log: ReturnType<typeof makeLog>) => void): string {
  let text = ''
  tell(makeLog('info', readable({ write: (some: string | Uint8Array) => ((text += String(some)), true) })))
  return text
}

it('says what happened and what belongs to it', () => {
  const text = lines((log) => log.info({ url: 'http://localhost:8000', count: 3 }, 'listening'))
  expect(text).toMatch(/^\d\d:\d\d:\d\d listening\n +url: http:\/\/localhost:8000\n +count: 3\n$/)
})

it('says how bad it is, with the stack of an error', () => {
  const text = lines((log) => log.error({ err: new Error('no disk') }, 'did not stop cleanly'))
  expect(text).toMatch(/^\d\d:\d\d:\d\d ERROR did not stop cleanly\n +err: Error: no disk\n +at /)
})

it('hides what is hidden elsewhere', () => {
  expect(lines((log) => log.warn({ headers: { authorization: 'Bearer canary' } }, 'refused'))).not.toContain('canary')
})
