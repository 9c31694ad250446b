import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { parseSender, parseSmtpUrl } from '../../server/mail/address'
import { Mailer } from '../../server/mail/mailer'
import { openSmtp } from '../../server/mail/smtp'
import { localhostTls } from './localhost-tls'
import { silent } from './test-db'

export interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly secure: boolean
  readonly user: string | undefined
  /** As it came over the wire. */
  readonly raw: string
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
  readonly html: string
}

export interface MailServerOptions {
  /** TLS from the first byte. */
  readonly secure?: boolean
  readonly startTls?: boolean
  /** Default: ada and her password. False: takes mail from anybody. */
  readonly login?: { readonly user: string; readonly password: string } | false
  /** Of a recipient: the status that refuses it. */
  readonly refuse?: (to: string, nth: number) => number | undefined
}

export const MAIL_LOGIN = { user: 'ada', password: 'p@ss/word' }

/** A mail server on a free port of this machine, with its certificate of the tests. It keeps what it takes. */
export async function openMailServer(options: MailServerOptions = {}) {
  const { secure = false, startTls = true, login = MAIL_LOGIN, refuse } = options
  const received: Received[] = []
  const passwords: string[] = []
  let recipients = 0
  const server = new SMTPServer({
    ...localhostTls,
    secure,
    disabledCommands: startTls ? [] : ['STARTTLS'],
    ...(login === false ? { authOptional: true } : {}),
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, done) => {
      passwords.push(password ?? '')
      const right = login !== false && username === login.user && password === login.password
      if (right) return done(null, { user: username })
      return done(Object.assign(new Error(`no: ${password}`), { responseCode: 535 }))
    },
    onRcptTo: ({ address }, _session, done) => {
      const status = refuse?.(address, (recipients += 1))
      done(status === undefined ? null : Object.assign(new Error('not taken'), { responseCode: status }))
    },
    onData: (stream, session, done) => {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          secure: session.secure,
          user: session.user === undefined ? undefined : String(session.user),
          ...parse(Buffer.concat(parts).toString('utf8')),
        })
        done()
      })
    },
  })
  server.on('error', () => {}) // a client that leaves
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    received,
    /** What clients presented, right or wrong. */
    passwords,
    url: (host = 'localhost', { user, password } = MAIL_LOGIN) =>
      `smtp${secure ? 's' : ''}://${login === false ? '' : `${user}:${encodeURIComponent(password)}@`}${host}:${port}`,
    to: (address: string) => received.filter((mail) => mail.to.includes(address)),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** A mailer that sends through it, as the app makes one from its settings. */
export const mailerTo = (server: Pick<MailServer, 'url'>): Mailer =>
  new Mailer(
    openSmtp({
      server: parseSmtpUrl(server.url()),
      from: parseSender('SageMCP <no-reply@example.com>'),
      extraCa: localhostTls.cert,
    }),
    silent,
  )

export type MailServer = Awaited<ReturnType<typeof openMailServer>>

/** The link of a mail to a page of ours, without its host. */
export const linkIn = (mail: Received | undefined): string =>
  /https?:\/\/[^/\s]+(\/(?:invitation|reset)\/[\w-]{43})(?=\s)/.exec(mail?.text ?? '')?.[1] ?? ''

function parse(raw: string): Pick<Received, 'raw' | 'headers' | 'text' | 'html'> {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const headers = headersOf(head)
  const boundary = /boundary="([^"]+)"/.exec(headers.get('content-type') ?? '')?.[1] ?? 'none'
  const parts = rest.join('\r\n\r\n').split(`--${boundary}`)
  const partOf = (type: string) => {
    const [partHead = '', ...body] = (parts.find((p) => p.includes(`Content-Type: ${type}`)) ?? '').split('\r\n\r\n')
    return decoded(body.join('\r\n\r\n'), headersOf(partHead.trim()).get('content-transfer-encoding'))
  }
  return { raw, headers, text: partOf('text/plain'), html: partOf('text/html') }
}

const headersOf = (head: string): Map<string, string> =>
  new Map(
    head
      .replace(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line) => {
        const [name = '', value = ''] = line.split(/: ?(.*)/s)
        return [name.toLowerCase(), words(value)]
      }),
  )

/** Encoded words of a header: =?UTF-8?Q?...?= and =?UTF-8?B?...?= */
const words = (value: string): string =>
  value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString()
        : decoded(text.replaceAll('_', ' '), 'quoted-printable'),
    )

function decoded(body: string, encoding: string | undefined): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  if (encoding !== 'quoted-printable') return body
  const bytes = body
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}
