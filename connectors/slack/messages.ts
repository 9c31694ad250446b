import { ConnectorError, type Input, type PageInput, type VendorHttp, z } from '../sdk'
import { change, type Form, list } from './calls'
import type { Directory } from './directory'
import type { reactionsAdd } from './schemas'
import { type Detail, peopleIn, type RawMessage, toMessage } from './shape'

export interface Reading extends PageInput {
  readonly detail: Detail
}

/** A page of history, with the names that it needs. `most` is what Slack allows this app at a time. */
export async function readMessages(
  http: VendorHttp,
  directory: Directory,
  method: 'conversations.history' | 'conversations.replies',
  form: Form,
  { detail, limit, cursor }: Reading,
  most = Infinity,
) {
  const page = { limit: Math.min(limit, most), cursor }
  const { items, next_cursor } = await list<RawMessage>(http, method, 'messages', page, form)
  // Slack shows the first message of a thread on top of every page.
  const fresh = cursor === undefined ? items : items.filter(({ ts }) => ts !== form.ts)
  const names = await directory.names(fresh.flatMap(peopleIn))
  return {
    items: fresh.map((message) => toMessage(message, names, detail)),
    next_cursor,
    ...(limit > most ? { hint: `Slack allows this app ${most} messages per call and about one call a minute.` } : {}),
  }
}

/** Adds or removes a reaction. That it is so already is what was asked for. */
export async function react(
  http: VendorHttp,
  directory: Directory,
  method: 'reactions.add' | 'reactions.remove',
  asked: Input<typeof reactionsAdd.input>,
) {
  const { channel, ts } = await directory.message(asked.channel, asked.ts)
  const name = asked.name.replace(/^:|:$/g, '')
  try {
    await change(http, method, z.object({}), { channel, timestamp: ts, name })
    return { channel, ts, name }
  } catch (error) {
    const vendorCode = error instanceof ConnectorError ? error.details.vendorCode : undefined
    if (vendorCode === 'already_reacted' || vendorCode === 'no_reaction') return { channel, ts, name, unchanged: true }
    throw error
  }
}

const SOONEST_S = 120
const LATEST_S = 120 * 86_400

/** A time that Slack can still plan for. */
export function plannable(at: number, now = Date.now()): number {
  const ahead = at - now / 1_000
  if (ahead >= SOONEST_S - 5 && ahead <= LATEST_S) return Math.floor(at)
  throw new ConnectorError('validation', 'Slack plans messages from 2 minutes to 120 days ahead.', {
    fields: { send_at: 'Give a time between 2 minutes and 120 days from now.' },
    hint: 'For now use send_message.',
  })
}
