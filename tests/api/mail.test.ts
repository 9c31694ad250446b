import { createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { parseSender, parseSmtpUrl } from '../../server/mail/address'
import { Mailer, type MailerOptions } from '../../server/mail/mailer'
import { openSmtp } from '../../server/mail/smtp'
import { localhostTls } from '../support/localhost-tls'
import { MAIL_LOGIN, type MailServer, type MailServerOptions, openMailServer } from '../support/mail-server'
import { until } from '../support/until'

const closing: (() => Promise<unknown> | void)[] = []
let lines: string[]
beforeEach(() => {
  lines = []
})
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const FROM = 'SageMCP <no-reply@example.com>'
const mail = {
  to: 'ben@example.com',
  subject: 'Hello',
  blocks: ['One.', { label: 'Open', link: 'https://x.example/a' }],
}

async function server(options?: MailServerOptions): Promise<MailServer> {
  const opened = await openMailServer(options)
  closing.push(() => opened.close())
  return opened
}

/** A mailer as the app makes it from its settings, with less patience. `extraCa` null: the test's authority is not trusted. */
function mailer(url: string, options: MailerOptions & { extraCa?: null; from?: string } = {}): Mailer {
  const log = pino({}, { write: (line: string) => void lines.push(line) })
  const { extraCa = localhostTls.cert, from = FROM, ...rest } = options
  const deliver = openSmtp({ server: parseSmtpUrl(url), from: parseSender(from), extraCa: extraCa ?? undefined })
  const made = new Mailer(deliver, log, { retryAfterMs: [10, 10], answerWithinMs: 5_000, ...rest })
  closing.push(() => made.close())
  return made
}

describe('mail goes out', () => {
  it.each([
    ['with STARTTLS', { secure: false }],
    ['with TLS from the start', { secure: true }],
  ])('%s, signed in', async (_how, options) => {
    const smtp = await server(options)
    expect(await mailer(smtp.url()).send(mail)).toBe(true)
    expect(smtp.received).toHaveLength(1)
    expect(smtp.received[0]).toMatchObject({ from: 'no-reply@example.com', to: [mail.to], secure: true, user: 'ada' })
    const { headers, text, html } = smtp.received[0] ?? { headers: new Map() }
    expect(headers.get('from')).toBe('SageMCP <no-reply@example.com>')
    expect(headers.get('to')).toBe('ben@example.com')
    expect(headers.get('subject')).toBe('Hello')
    expect(headers.get('auto-submitted')).toBe('auto-generated')
    expect(headers.has('x-mailer')).toBe(false)
    expect(text).toContain('Open:\r\nhttps://x.example/a')
    expect(html).toContain('<a href="https://x.example/a"')
    expect(lines).toEqual([])
  })

  it('without a login, and on this machine without TLS', async () => {
    const smtp = await server({ login: false, startTls: false })
    expect(await mailer(smtp.url('127.0.0.1')).send(mail)).toBe(true)
    expect(smtp.received[0]).toMatchObject({ secure: false, user: undefined })
  })

  it('again after the server was busy', async () => {
    const smtp = await server({ refuse: (_to, nth) => (nth < 3 ? 451 : undefined) })
    expect(await mailer(smtp.url()).send(mail)).toBe(false)
    await until('the third attempt arrives', () => smtp.received.length === 1)
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { attempt: 1, status: 451, triesAgain: true },
      { attempt: 2, status: 451, triesAgain: true },
    ])
  })
})

describe('mail does not go out, and nothing of it is in the log', () => {
  afterEach(() => {
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.join()).not.toMatch(/x\.example|wrong one|p@ss/)
  })

  it('with a wrong password, which is not tried twice', async () => {
    const smtp = await server()
    const wrong = smtp.url('localhost', { user: 'ada', password: 'wrong one' })
    expect(await mailer(wrong).send(mail)).toBe(false)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ code: 'EAUTH', status: 535, triesAgain: false })
    expect(smtp.passwords).toEqual(['wrong one'])
    expect(smtp.received).toEqual([])
  })

  it('to a certificate that nobody vouches for, and no password is said', async () => {
    for (const secure of [false, true]) {
      const smtp = await server({ secure })
      expect(await mailer(smtp.url(), { extraCa: null, retryAfterMs: [] }).send(mail)).toBe(false)
      expect(smtp.passwords).toEqual([])
    }
    expect(lines.join()).toMatch(/self-signed/)
  })

  it('to another machine without TLS, and no password is said', async () => {
    const smtp = await server({ startTls: false })
    // Reaches this machine under an address that is not loopback by name.
    expect(await mailer(smtp.url('0.0.0.0'), { retryAfterMs: [] }).send(mail)).toBe(false)
    expect(smtp.passwords).toEqual([])
    expect(smtp.received).toEqual([])
    // The same server is spoken to where that is allowed.
    expect(await mailer(smtp.url('127.0.0.1')).send(mail)).toBe(true)
  })

  it('to a recipient that the server does not know', async () => {
    const smtp = await server({ refuse: () => 550 })
    expect(await mailer(smtp.url()).send(mail)).toBe(false)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ status: 550, triesAgain: false })
  })

  it('to a server that is not there', async () => {
    const smtp = await openMailServer()
    await smtp.close()
    expect(await mailer(smtp.url(), { retryAfterMs: [] }).send(mail)).toBe(false)
    expect(lines).toHaveLength(1)
  })

  it('to a server that says nothing: whoever waits is let go, and the attempt ends', async () => {
    const { port, sockets } = await mute()
    const silentServer = mailer(`smtp://localhost:${port}`, { answerWithinMs: 50, attemptMs: 300, retryAfterMs: [] })
    expect(await silentServer.send(mail)).toBe(false)
    expect(lines).toEqual([])
    await until('the attempt is given up', () => lines.length === 1)
    await until('its connection is closed', () => sockets.every((socket) => socket.destroyed))
  })

  it('when too much is waiting, or too much is for one address', async () => {
    const { port } = await mute()
    const full = mailer(`smtp://localhost:${port}`, { answerWithinMs: 20, attemptMs: 60_000, atMost: 2 })
    for (const to of ['a@example.com', 'b@example.com', 'c@example.com']) await full.send({ ...mail, to })
    expect(lines.map((line) => (JSON.parse(line) as { reason: string }).reason)).toEqual(['too much mail is waiting'])
    await full.close()

    const smtp = await server({ login: false })
    const one = mailer(smtp.url())
    for (let i = 0; i < 12; i += 1) await one.send({ ...mail, to: i % 2 ? 'ben@example.com' : 'BEN@example.com' })
    expect(smtp.received).toHaveLength(10)
  })

  it.each([
    '',
    'ben',
    'ben@example.com\r\nBcc: eve@example.com',
    'ben@example.com, eve@example.com',
    'B <ben@example.com>',
  ])('to %j, which is not one address', async (to) => {
    const smtp = await server({ login: false })
    expect(await mailer(smtp.url()).send({ ...mail, to })).toBe(false)
    expect(smtp.received).toEqual([])
  })
})

it('is closed at once while a server is silent and another attempt waits', async () => {
  const { port } = await mute()
  const silentServer = mailer(`smtp://localhost:${port}`, { answerWithinMs: 20, attemptMs: 60_000 })
  await silentServer.send(mail)
  const gone = await openMailServer()
  await gone.close()
  const waiting = mailer(gone.url(), { retryAfterMs: [60_000] })
  await waiting.send(mail)
  await Promise.all([silentServer.close(), waiting.close()])
  expect(await silentServer.send(mail)).toBe(false)
})

it('holds no line that a name brought along, and no markup', async () => {
  const smtp = await server({ login: false })
  const name = 'Eve\r\nBcc: all@example.com\r\n\r\n<img src=x onerror=alert(1)>\u2028\u202Etxt'
  const from = 'Tools & Co <no-reply@example.com>'
  expect(
    await mailer(smtp.url(), { from }).send({
      ...mail,
      subject: name,
      blocks: [name, { label: name, link: name }],
    }),
  ).toBe(true)
  const { headers, text, html, to, raw } = smtp.received[0] ?? {
    headers: new Map(),
    text: '',
    html: '',
    to: [],
    raw: '',
  }
  expect(to).toEqual([mail.to])
  expect(raw).not.toMatch(/^Bcc:/m)
  expect(headers.get('subject')).toBe('Eve Bcc: all@example.com <img src=x onerror=alert(1)> txt')
  expect(headers.get('from')).toBe('"Tools & Co" <no-reply@example.com>')
  expect(text).not.toMatch(/^(Bcc|<img)/m)
  expect(text + html).not.toMatch(/[\u2028\u202E]/)
  expect(html).not.toContain('<img')
  expect(html).toContain('&#60;img')
})

it('is off without a mail server', async () => {
  const off = new Mailer(undefined, pino({ level: 'silent' }))
  expect(off.isOn).toBe(false)
  expect(await off.send(mail)).toBe(false)
  await off.close()
})

it('uses what a URL says, percent-encoded', () => {
  const login = { user: 'ada@example.com', password: MAIL_LOGIN.password }
  expect(parseSmtpUrl('smtp://ada%40example.com:p%40ss%2Fword@Mail.Example.com')).toEqual({
    host: 'mail.example.com',
    port: 587,
    secure: false,
    login,
  })
  expect(parseSmtpUrl('smtps://[::1]/')).toEqual({ host: '[::1]', port: 465, secure: true, login: undefined })
})

/** Takes connections and never says a word. */
async function mute(): Promise<{ port: number; sockets: Socket[] }> {
  const sockets: Socket[] = []
  const silentServer: Server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}).resume())
  })
  await new Promise<void>((resolve) => silentServer.listen(0, 'localhost', resolve))
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    silentServer.close()
  })
  return { port: (silentServer.address() as AddressInfo).port, sockets }
}
