import { compact, cut } from '../sdk'
import type { RawComment, RawFile, RawPermission, RawReply, RawUser } from './vendor'

export const urlOf = (id: string, tab?: string): string =>
  `https://docs.google.com/document/d/${id}/edit${tab === undefined ? '' : `?tab=${tab}`}`

const who = (user: RawUser | undefined): string | undefined => user?.emailAddress ?? user?.displayName
/** To the minute: what a list is sorted and chosen by. */
const minute = (time: string | undefined): string | undefined => time?.replace(/:\d\d(\.\d+)?Z$/, 'Z')

export const FILE_FIELDS =
  'id,name,owners(displayName,emailAddress),lastModifyingUser(displayName),modifiedTime,starred'

export const toFileItem = (file: RawFile) =>
  compact({
    title: file.name,
    url: urlOf(file.id),
    owner: who(file.owners?.[0]),
    modified: minute(file.modifiedTime),
    modified_by: file.lastModifyingUser?.displayName,
    starred: file.starred || undefined,
  })

export const SHARED_FIELDS =
  'id,name,owners(displayName,emailAddress),modifiedTime,sharedWithMeTime,sharingUser(displayName,emailAddress)'

export function toSharedItem(file: RawFile) {
  const shared_by = who(file.sharingUser)
  const { owner, title, url, modified } = toFileItem(file)
  return compact({
    ...{ title, url, modified },
    owner: owner === shared_by ? undefined : owner,
    shared_by,
    shared_at: minute(file.sharedWithMeTime),
  })
}

export const FACT_FIELDS =
  'id,name,mimeType,description,owners(displayName,emailAddress),driveId,shared,trashed,createdTime,modifiedTime,lastModifyingUser(displayName,emailAddress),capabilities(canEdit,canComment,canShare,canCopy)'

export function toFacts({ capabilities: can = {}, ...file }: RawFile) {
  const rights = { edit: can.canEdit, comment: can.canComment, share: can.canShare, copy: can.canCopy }
  return {
    description: file.description ? cut(file.description, 500) : undefined,
    owner: who(file.owners?.[0]),
    in_shared_drive: file.driveId === undefined ? undefined : true,
    shared: file.shared,
    in_bin: file.trashed || undefined,
    created: file.createdTime,
    modified: file.modifiedTime,
    modified_by: who(file.lastModifyingUser),
    allowed: Object.entries(rights).flatMap(([right, has]) => (has ? [right] : [])),
  }
}

export const PERMISSION_FIELDS =
  'id,type,role,displayName,emailAddress,domain,allowFileDiscovery,expirationTime,deleted'

export const toPermission = (permission: RawPermission) => {
  const { type, role, displayName, emailAddress, domain, allowFileDiscovery, expirationTime, deleted } = permission
  const name = emailAddress ?? domain ?? displayName
  return compact({
    type,
    who: type === 'anyone' ? 'anyone with the link' : `${name ?? 'unknown'}${deleted ? ' (account deleted)' : ''}`,
    role,
    expires: expirationTime,
    found_by_search: allowFileDiscovery || undefined,
  })
}

const REPLY_FIELDS = 'id,author(displayName),content,action,createdTime,deleted'
export const COMMENT_FIELDS = `id,author(displayName),content,quotedFileContent(value),resolved,createdTime,replies(${REPLY_FIELDS})`

/** Google gives quoted text as HTML. */
const unescaped = (html: string): string =>
  html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '')
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

const toReply = ({ author, content, action, createdTime }: RawReply) =>
  compact({ author: author?.displayName, text: content || undefined, action, created: createdTime })

export function toComment(
  { id = '', author, content, quotedFileContent, resolved, createdTime, replies = [] }: RawComment,
  detail: string,
) {
  const max = detail === 'full' ? 10_000 : 160
  const shown = replies.filter(({ deleted }) => !deleted)
  return compact({
    id,
    author: author?.displayName,
    text: content === undefined ? undefined : cut(content, max),
    quoted: quotedFileContent?.value === undefined ? undefined : cut(unescaped(quotedFileContent.value), max / 2),
    resolved: resolved || undefined,
    created: minute(createdTime),
    reply_count: detail === 'full' ? undefined : shown.length || undefined,
    replies: detail === 'full' ? shown.map(toReply) : undefined,
  })
}
