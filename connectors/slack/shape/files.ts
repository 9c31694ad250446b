import { compact } from '../../sdk'
import { readable } from '../times'

export interface RawFile {
  id: string
  name?: string | null
  title?: string | null
  mimetype?: string | null
  pretty_type?: string | null
  mode?: string | null
  size?: number
  created?: number
  user?: string | null
  permalink?: string | null
  url_private?: string | null
  url_private_download?: string | null
  is_external?: boolean
}

const TEXT_TYPE = /^text\/|[/+](json|xml|yaml|x-yaml|toml|javascript|typescript|sql|x-sh|x-httpd-php|csv|x-ndjson)$/

/** Snippets and posts are text whatever type they name. */
export const isText = ({ mimetype, mode }: RawFile): boolean =>
  mode === 'snippet' || mode === 'post' || TEXT_TYPE.test(mimetype ?? '')

export const toFile = (raw: RawFile, names: ReadonlyMap<string, string>) =>
  compact({
    id: raw.id,
    name: raw.name || raw.title || undefined,
    title: raw.title && raw.title !== raw.name ? raw.title : undefined,
    type: raw.mimetype || raw.pretty_type || undefined,
    bytes: raw.size,
    from: raw.user ? (names.get(raw.user) ?? raw.user) : undefined,
    created: readable(raw.created),
    url: raw.permalink || undefined,
  })
