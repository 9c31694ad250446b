import { compact, z } from '../../sdk'
import { maybe, Named, on, text, time, words } from './common'

const LIST_BODY = 300

export const RawComment = z.object({
  id: text,
  body: maybe,
  createdAt: maybe,
  editedAt: maybe,
  resolvedAt: maybe,
  parent: z.object({ id: text }).nullish(),
  user: Named,
  externalUser: Named,
  botActor: z.object({ name: maybe }).nullish(),
})

export const toComment = (raw: z.output<typeof RawComment>, detail: 'summary' | 'full') =>
  compact({
    id: raw.id,
    parent: raw.parent?.id,
    author: raw.user?.name ?? raw.externalUser?.name ?? raw.botActor?.name,
    created_at: time(raw.createdAt),
    edited: on(Boolean(raw.editedAt)),
    resolved: on(Boolean(raw.resolvedAt)),
    body: words(raw.body, detail === 'full' ? Infinity : LIST_BODY),
  })

export const MadeComment = z.object({ comment: z.object({ id: text, url: text, createdAt: maybe }) })

export const toMadeComment = ({ comment }: z.output<typeof MadeComment>) =>
  compact({ id: comment.id, url: comment.url, created_at: time(comment.createdAt) })
