import { cursor, limit, z } from '../../sdk'
import { TIME } from '../times'

/*
 * What people paste stays as it is here and is looked up when the tool runs: only Slack knows which name belongs to whom.
 */
const MESSAGE = 'ts such as 1767222000.000100, or a link to the message.'

export const channel = z.string().min(1).max(500).describe('Id, #name, link; @name or e-mail for the direct message.')
export const user = z.string().min(1).max(500).describe('Id, @name, full name, e-mail or "me".')
export const ts = z.string().min(10).max(500).describe(MESSAGE)
/** A link to a message names its channel, too. */
export const messageAt = {
  channel: channel.describe('Id, #name, @name. Not needed where ts is a link.').optional(),
  ts,
}
export const threadTs = z.string().min(10).max(500).describe(`First message of the thread: ${MESSAGE}`).optional()
export const time = (what: string) =>
  z
    .string()
    .max(40)
    .refine((text) => TIME.test(text), 'Write 7d, 12h, 2026-01-31, an ISO 8601 time or a ts.')
    .describe(`${what}: "7d", 2026-01-31 (UTC), ISO 8601 or ts.`)
export const paging = (standard = 20, max = 100) => ({ limit: limit(standard, max), cursor: cursor() })
export const channelTypes = z.array(z.enum(['public_channel', 'private_channel', 'mpim', 'im'])).min(1)

// Output fields. Everything that may be absent is optional, because empty values are left out.
export const text = z.string()
export const maybe = z.string().optional()
export const count = z.number().optional()
export const flag = z.boolean().optional()
export const texts = z.array(z.string()).optional()

/* Slack has one scope per kind of conversation: without those of the others a tool reaches public channels. */
export const HISTORY = {
  scopes: ['channels:history'],
  optionalScopes: ['groups:history', 'im:history', 'mpim:history'],
}
/** A person in a channel's place is written to in the direct message, which has to be opened. */
export const OPENS = { optionalScopes: ['im:write'] }
export const READ = { scopes: ['channels:read'], optionalScopes: ['groups:read', 'im:read', 'mpim:read'] }
