import { z } from 'zod'

export interface SmtpServer {
  /** As in a URL: an IPv6 address has its brackets. */
  readonly host: string
  readonly port: number
  /** TLS from the first byte; else it is asked for after the greeting. */
  readonly secure: boolean
  readonly login: { readonly user: string; readonly password: string } | undefined
}

/** Who mail comes from. */
export interface Sender {
  readonly name: string
  readonly address: string
}

const SMTP_FORM = 'must be smtp://user:password@host:port or smtps://…; write / ? # % and @ of a password as %2F %3F …'
const SENDER_FORM = 'must be an address, such as no-reply@example.com, or SageMCP <no-reply@example.com>'
const PORTS = { 'smtp:': 587, 'smtps:': 465 } as const
const HOST = /^([a-z0-9_.-]+|\[[0-9a-f:.]+\])$/i

/** Throws what is wrong, without a part of the text: it holds a password. */
export function parseSmtpUrl(text: string): SmtpServer {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const usual = url && Object.entries(PORTS).find(([protocol]) => protocol === url.protocol)?.[1]
  if (!usual || !HOST.test(url.hostname)) throw new Error(SMTP_FORM)
  if (!['', '/'].includes(url.pathname) || url.search || url.hash || url.port === '0') throw new Error(SMTP_FORM)
  const [user, password] = [decoded(url.username), decoded(url.password)]
  if ((user === '') !== (password === '')) throw new Error('must have both a user and a password, or neither')
  return {
    host: url.hostname.toLowerCase(),
    port: url.port === '' ? usual : Number(url.port),
    secure: url.protocol === 'smtps:',
    login: user === '' ? undefined : { user, password },
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Error(SMTP_FORM)
  }
}

export function parseSender(text: string): Sender {
  const [, name = '', within, alone] = /^(?:([^<>"\p{Cc}]*)<([^<>\s]+)>|([^<>\s]+))$/u.exec(text.trim()) ?? []
  const address = within ?? alone ?? ''
  if (!isMailAddress(address)) throw new Error(SENDER_FORM)
  return { name: name.trim(), address }
}

/** One address and nothing else: no list, no name, no line break. */
export const isMailAddress = (text: string): boolean => text.length <= 254 && z.email().safeParse(text).success
