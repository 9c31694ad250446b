import { compact, path, type VendorHttp } from '../sdk'
import { ALL_DRIVES } from './calls'
import { invalid } from './identifiers'
import { PERMISSION_FIELDS, toPermission, urlOf } from './shape'
import type { RawPermission, RawReply } from './vendor'

interface Grant {
  readonly type?: 'user' | 'group' | 'domain' | 'anyone' | undefined
  readonly role: 'reader' | 'commenter' | 'writer'
  readonly email?: string | undefined
  readonly domain?: string | undefined
  readonly notify: boolean
  readonly message?: string | undefined
}

/** Whom the access is for, and nobody else: a field that does not belong to the type is refused, not passed over. */
function grantee({ email, domain, ...grant }: Grant): RawPermission {
  const type = grant.type ?? (domain === undefined ? 'user' : 'domain')
  const isPerson = type === 'user' || type === 'group'
  if (isPerson !== (email !== undefined)) throw invalid('email', 'Needed for type user or group, and only there.')
  if ((type === 'domain') !== (domain !== undefined)) throw invalid('domain', 'Needed for type domain, and only there.')
  // A domain's or a public document opens by its link and does not show up in searches.
  if (email !== undefined) return { type, emailAddress: email }
  return { type, ...(domain === undefined ? {} : { domain }), allowFileDiscovery: false }
}

export async function share(http: VendorHttp, id: string, grant: Grant) {
  const { role, notify, message } = grant
  const body = { ...grantee(grant), role }
  const isPerson = body.emailAddress !== undefined
  const mail = isPerson ? { sendNotificationEmail: notify, emailMessage: notify ? message : undefined } : {}
  const query = { ...ALL_DRIVES, fields: PERMISSION_FIELDS, ...mail }
  const reply = await http.post<RawPermission>(path`/drive/v3/files/${id}/permissions`, { base: 'google', query, body })
  return { ...toPermission({ ...body, ...reply.body }), url: urlOf(id) }
}

const REPLY = 'id,content,action,createdTime'

const toMade = ({ id = '', content, action, createdTime }: RawReply) =>
  compact({ id, text: content || undefined, action, created: createdTime })

export async function comment(
  http: VendorHttp,
  id: string,
  { text, quote }: { text: string; quote?: string | undefined },
) {
  const body = {
    content: text,
    ...(quote === undefined ? {} : { quotedFileContent: { mimeType: 'text/plain', value: quote } }),
  }
  const request = { base: 'google', query: { fields: 'id,content,createdTime' }, body }
  return toMade((await http.post<RawReply>(path`/drive/v3/files/${id}/comments`, request)).body)
}

interface Answer {
  readonly comment_id: string
  readonly text?: string | undefined
  readonly action?: 'resolve' | 'reopen' | undefined
}

export async function reply(http: VendorHttp, id: string, { comment_id, text, action }: Answer) {
  if (text === undefined && action === undefined) throw invalid('text', 'Pass text, action, or both.')
  const request = { base: 'google', query: { fields: REPLY }, body: compact({ content: text, action }) }
  return toMade((await http.post<RawReply>(path`/drive/v3/files/${id}/comments/${comment_id}/replies`, request)).body)
}
