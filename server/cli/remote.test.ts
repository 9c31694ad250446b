import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { page } from '../contracts/common'
import { ask, askAll, remoteOf } from './remote'

let answer: (req: IncomingMessage, res: ServerResponse) => void
const server = createServer((req, res) => answer(req, res))
let url: string
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

const json = (status: number, body: unknown) => (_: IncomingMessage, res: ServerResponse) =>
  void res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
const remote = () => remoteOf(url, 'sk_1', 'a key')
const Rows = page(z.object({ n: z.int() }))

it('asks for page after page, as the one who has the key', async () => {
  const asked: string[] = []
  answer = (req, res) => {
    asked.push(`${req.headers.authorization} ${req.url}`)
    const isLast = req.url?.includes('cursor=there')
    json(200, { items: [{ n: asked.length }], ...(isLast ? {} : { nextCursor: 'there' }) })(req, res)
  }
  const rows: unknown[] = []
  for await (const row of askAll(remote(), '/tenants', Rows)) rows.push(row)
  expect(rows).toEqual([{ n: 1 }, { n: 2 }])
  expect(asked).toEqual([
    'Bearer sk_1 /api/v1/admin/tenants?limit=200',
    'Bearer sk_1 /api/v1/admin/tenants?limit=200&cursor=there',
  ])
})

it('says what the server says', async () => {
  answer = json(409, {
    ...{ type: 't', title: 'T', status: 409, code: 'conflict', requestId: 'r', detail: 'Not now.', hint: 'Later.' },
    fields: { slug: 'Taken.' },
  })
  await expect(ask(remote(), 'POST', '/tenants', Rows)).rejects.toThrow('Not now.\nLater.\nslug: Taken.')
})

it.each<[string, () => void, string]>([
  ['what is no SageMCP', () => (answer = json(200, { hello: 1 })), 'did not answer as a SageMCP server'],
  ['what answers in another way', () => (answer = (_, res) => void res.writeHead(502).end('<html>')), 'status 502'],
  [
    'a redirect: the key would go elsewhere',
    () => (answer = (_, res) => void res.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()),
    'does not answer',
  ],
])('refuses %s', async (_, set, words) => {
  set()
  await expect(ask(remote(), 'GET', '/tenants', Rows)).rejects.toThrow(words)
})

it('says what is missing', async () => {
  expect(() => remoteOf(url, undefined, 'the key of an admin')).toThrow('set SAGEMCP_KEY to the key of an admin')
  await expect(ask({ url: 'localhost', key: 'k' }, 'GET', '/', Rows)).rejects.toThrow('--server must be the address')
  await expect(ask({ url: 'http://127.0.0.1:1', key: 'k' }, 'GET', '/', Rows)).rejects.toThrow('Is it running')
})
