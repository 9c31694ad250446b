import { rootCertificates } from 'node:tls'
import { createTransport } from 'nodemailer'
import { isLoopback } from '../settings'
import type { Sender, SmtpServer } from './address'
import type { Message } from './message'

/** Hands one message to the mail server. Throws NotSent. */
export type Deliver = (message: Message, signal: AbortSignal) => Promise<void>

export interface SmtpOptions {
  readonly server: SmtpServer
  readonly from: Sender
  /** PEM text of further certificate authorities, besides the default ones. */
  readonly extraCa: string | undefined
}

/** Why a message was not taken, in what may stand in a log. */
export class NotSent extends Error {
  override readonly name = 'NotSent'

  constructor(
    message: string,
    /** Trying again would end the same. */
    readonly final: boolean,
    readonly details: Readonly<Record<string, unknown>>,
  ) {
    super(message)
  }
}

const CONNECT_MS = 5_000
const SILENCE_MS = 10_000

/** Certificates are always checked, and without TLS nothing is said to a server that is not on this machine. */
function transportTo({ server, extraCa }: SmtpOptions) {
  const { host, port, secure, login } = server
  return createTransport({
    host: host.replace(/^\[|\]$/g, ''),
    port,
    secure,
    requireTLS: !secure && !isLoopback(host),
    ...(login === undefined ? {} : { auth: { user: login.user, pass: login.password } }),
    tls: { minVersion: 'TLSv1.2', ...(extraCa === undefined ? {} : { ca: [...rootCertificates, extraCa] }) },
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

/** The door to the mail server; the only place that knows nodemailer. A connection for each message: mail is rare. */
export function openSmtp(options: SmtpOptions): Deliver {
  const { from } = options
  const transport = transportTo(options)
  return async ({ to, subject, text, html }, signal) => {
    const headers = { 'Auto-Submitted': 'auto-generated' }
    try {
      await transport.sendMail({
        from: { name: from.name, address: from.address },
        to: { name: '', address: to },
        ...{ subject, text, html, headers, signal },
        xMailer: false,
      })
    } catch (error) {
      throw notSent(error)
    }
  }
}

/** Goes as far as a message would begin: TLS and the login. Throws NotSent. */
export async function trySmtp(options: SmtpOptions): Promise<void> {
  const transport = transportTo(options)
  try {
    await transport.verify()
  } catch (error) {
    throw notSent(error)
  } finally {
    transport.close()
  }
}

interface SmtpError {
  readonly message?: string
  readonly code?: string
  readonly command?: string
  readonly responseCode?: number
  readonly response?: string
}

/** What a server answers to a login may repeat it, so that is left out. */
function notSent(thrown: unknown): NotSent {
  const { message = 'unknown', code, command = '', responseCode: status, response } = thrown as SmtpError
  const isLogin = code === 'EAUTH' || command.startsWith('AUTH')
  const answer = isLogin ? undefined : response?.slice(0, 200)
  const final = isLogin || code === 'EENVELOPE' ? status === undefined || status >= 500 : (status ?? 0) >= 500
  const reason = status === undefined && !isLogin ? message.slice(0, 200) : 'the mail server refused'
  return new NotSent(reason, final, { code, command, status, answer })
}
