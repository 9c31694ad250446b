import type { Beyond } from './api'
import type { Answer } from './messages'

const OWN = ['host', 'connection', 'content-length', 'authorization', 'accept-encoding', 'transfer-encoding']

/** Lets another stand-in, which knows one fixed token, answer what this one does not. */
export const behind =
  (origin: string, token: string): Beyond =>
  async ({ method, at, query, headers, raw }): Promise<Answer> => {
    const { pathname } = new URL(at)
    const search = query.size > 0 ? `?${query.toString()}` : ''
    const reply = await fetch(`${origin}${pathname}${search}`, {
      method,
      redirect: 'manual',
      headers: [
        ...Object.entries(headers).filter(([name]) => !OWN.includes(name)),
        ['authorization', `Bearer ${token}`] as [string, string],
      ],
      ...(raw.length > 0 ? { body: new Uint8Array(raw) } : {}),
    })
    const drop = [...OWN, 'content-encoding', 'date', 'keep-alive']
    const kept = [...reply.headers].filter(([name]) => !drop.includes(name))
    const body = Buffer.from(await reply.arrayBuffer())
    return { status: reply.status, headers: Object.fromEntries(kept), ...(body.length > 0 ? { body } : {}) }
  }
