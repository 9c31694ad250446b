import { Callback, redirectUri } from './callback'
import { Refusal } from './credential'

let callback: Callback
beforeEach(async () => (callback = await Callback.open(0)))
afterEach(() => callback.close())

const { signal } = new AbortController()
const at = (query: string) => fetch(`${redirectUri(callback.port)}?${query}`)

test('a port that is taken is told', async () => {
  await expect(Callback.open(callback.port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

test('the first answer with the state is taken, once', async () => {
  const taken: string[] = []
  const answer = callback.answer('ours', { ms: 60_000, signal }, async (url) => {
    taken.push(url.href)
    return 'done'
  })
  expect((await at('state=theirs&code=a')).status).toBe(400)
  const [first, second] = await Promise.all([at('state=ours&code=b'), at('state=ours&code=b')])
  expect([first.status, second.status].sort()).toEqual([200, 400])
  expect(await answer).toBe('done')
  expect(taken).toEqual([`${redirectUri(callback.port)}?state=ours&code=b`])
})

test('our own words are shown as text, and no others', async () => {
  const refused = callback.answer('ours', { ms: 60_000, signal }, async () => {
    throw new Refusal('No <script> & such.')
  })
  refused.catch(() => undefined)
  const page = await at('state=ours')
  expect(await page.text()).toContain('No &#60;script&#62; &#38; such.')
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  await expect(refused).rejects.toThrow('No <script>')
})

test('what fails otherwise is not shown', async () => {
  const failed = callback.answer('ours', { ms: 60_000, signal }, () => Promise.reject(new Error('a secret')))
  failed.catch(() => undefined)
  expect(await (await at('state=ours')).text()).not.toContain('secret')
  await expect(failed).rejects.toThrow('a secret')
})

test('a browser that has gone away meanwhile is not waited for', async () => {
  const browser = new AbortController()
  let gone: (value: string) => void = () => undefined
  const answer = callback.answer('ours', { ms: 60_000, signal }, () => {
    browser.abort()
    return new Promise<string>((resolve) => (gone = resolve))
  })
  await fetch(`${redirectUri(callback.port)}?state=ours`, { signal: browser.signal }).catch(() => undefined)
  await new Promise((resolve) => setTimeout(resolve, 100))
  gone('kept')
  expect(await answer).toBe('kept')
})

test('patience ends, and so does a bridge', async () => {
  const late = callback.answer('ours', { ms: 1, signal }, async () => undefined)
  await expect(late).rejects.toThrow('Nobody signed in in time.')
  const stop = new AbortController()
  const stopped = callback.answer('ours', { ms: 60_000, signal: stop.signal }, async () => undefined)
  stop.abort()
  await expect(stopped).rejects.toThrow('given up')
  const never = callback.answer('ours', { ms: 60_000, signal: AbortSignal.abort() }, async () => undefined)
  await expect(never).rejects.toThrow('given up')
})

test('an answer that has come is taken to its end', async () => {
  const stop = new AbortController()
  const answer = callback.answer('ours', { ms: 60_000, signal: stop.signal }, async () => {
    stop.abort()
    return 'kept'
  })
  await at('state=ours')
  expect(await answer).toBe('kept')
})
