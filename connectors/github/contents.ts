import { compact, ConnectorError, type Input, path, type VendorHttp, slicePage } from '../sdk'
import type { createOrUpdateFile, getFileContent, getRepositoryTree } from './schemas'
import { lineWindow, mimeType, type RawRepository, readText } from './shape'

interface RawContent {
  type: 'file' | 'dir' | 'symlink' | 'submodule'
  name: string
  path: string
  sha: string
  size: number
  encoding?: string
  content?: string
  target?: string
  submodule_git_url?: string
  html_url?: string | null
}

interface RawTree {
  truncated?: boolean
  tree: readonly { path: string; mode: string; type: string; size?: number }[]
}

/** Files larger than 1 MB come without their content, and are asked for as they are. */
const MAX_FILE = 20_000_000
const MAX_RESOURCE = 5_000_000
const MAX_ENTRIES = 500
const RAW = { accept: 'application/vnd.github.raw+json' }

/** The top directory has no name, and a path may not hold an empty one. */
const contentsPath = (repository: string, file: string) =>
  file === ''
    ? path`/repos/${path.rest(repository)}/contents`
    : path`/repos/${path.rest(repository)}/contents/${path.rest(file)}`

/** The bytes of a file, or undefined when it is too large to fetch. */
async function bytesOf(http: VendorHttp, repository: string, file: RawContent, ref?: string) {
  if (file.encoding === 'base64') return new Uint8Array(Buffer.from(file.content ?? '', 'base64'))
  if (file.size > MAX_FILE) return undefined
  const request = { query: { ref }, headers: RAW, as: 'bytes', maxBytes: MAX_FILE } as const
  return (await http.get<Uint8Array>(contentsPath(repository, file.path), request)).body
}

async function readTree(http: VendorHttp, repository: string, ref: string | undefined, recursive: boolean) {
  const repo = path.rest(repository)
  const at = ref ?? (await http.get<RawRepository>(path`/repos/${repo}`)).body.default_branch ?? 'HEAD'
  const { body } = await http.get<RawTree>(path`/repos/${repo}/git/trees/${path.rest(at)}`, {
    query: recursive ? { recursive: '1' } : {},
    maxBytes: MAX_FILE,
  })
  const kind = (entry: RawTree['tree'][number]): string => {
    if (entry.mode === '120000') return 'symlink'
    return { blob: 'file', tree: 'directory', commit: 'submodule' }[entry.type] ?? entry.type
  }
  const entries = body.tree.map((entry) => compact({ path: entry.path, type: kind(entry), size: entry.size }))
  return { entries, truncated: body.truncated ?? false }
}

export async function listTree(http: VendorHttp, input: Input<typeof getRepositoryTree.input>) {
  const { repository, ref, recursive, path_prefix, ...page } = input
  const { entries, truncated } = await readTree(http, repository, ref, recursive)
  const prefix = path_prefix?.replace(/^\/+/, '') ?? ''
  const found = entries.filter((entry) => entry.path.startsWith(prefix))
  const cut = { truncated, hint: 'GitHub left paths out of this large tree; list directories one by one.' }
  return { ...slicePage(found, page), ...(truncated ? cut : {}) }
}

type Entry = { name: string; type: string; size?: number | undefined }

const toEntry = (raw: RawContent): Entry => ({
  name: raw.name,
  type: raw.type === 'dir' ? 'directory' : raw.type,
  size: raw.type === 'file' ? raw.size : undefined,
})

const directory = (name: string, all: readonly Entry[]) =>
  compact({
    path: name,
    type: 'directory',
    entries: all.slice(0, MAX_ENTRIES).map(compact),
    ...(all.length > MAX_ENTRIES
      ? { truncated: true, hint: `${all.length} entries; get_repository_tree pages through them.` }
      : {}),
  })

export async function readFile(http: VendorHttp, input: Input<typeof getFileContent.input>) {
  const { repository, ref, start_line, end_line } = input
  const name = input.path.replace(/^\/+|\/+$/g, '')
  const { body } = await http.get<RawContent | RawContent[]>(contentsPath(repository, name), { query: { ref } })
  if (Array.isArray(body)) return directory(name, body.map(toEntry))
  const facts = { path: body.path, type: body.type, size: body.size, sha: body.sha, url: body.html_url }
  if (body.type === 'symlink') return compact({ ...facts, target: body.target, hint: 'A link: read its target.' })
  if (body.type === 'submodule') {
    return compact({ ...facts, target: body.submodule_git_url, hint: 'A submodule: sha is its commit in the target.' })
  }
  const bytes = await bytesOf(http, repository, body, ref)
  if (!bytes) {
    return compact({ ...facts, mime_type: mimeType(name), truncated: true, hint: 'Larger than 20 MB: not read.' })
  }
  const read = readText(name, bytes)
  if (!read) {
    const hint = 'A binary file. Its bytes, up to 5 MB, can be read as a resource of this connector.'
    return compact({ ...facts, mime_type: mimeType(name) ?? 'application/octet-stream', hint })
  }
  return compact({ ...facts, encoding: read.encoding, ...lineWindow(read.text, start_line, end_line) })
}

/** A file as a resource: text, or base64 when it is binary. */
export async function readFileResource(http: VendorHttp, repository: string, name: string) {
  const { body } = await http.get<RawContent | RawContent[]>(contentsPath(repository, name))
  if (Array.isArray(body) || body.type !== 'file') {
    throw new ConnectorError('validation', 'This path is not a file.', { hint: 'get_file_content lists directories.' })
  }
  const bytes = body.size > MAX_RESOURCE ? undefined : await bytesOf(http, repository, body)
  if (!bytes) {
    throw new ConnectorError('too_large', 'The file is larger than 5 MB.', {
      hint: 'get_file_content reads text up to 20 MB.',
    })
  }
  const read = readText(name, bytes)
  const type = mimeType(name)
  if (read) return { text: read.text, mimeType: type ?? 'text/plain' }
  return { blob: Buffer.from(bytes).toString('base64'), mimeType: type ?? 'application/octet-stream' }
}

/** Replacing wants the blob that is there now; when the caller does not name one it is looked up and reported. */
async function currentSha(http: VendorHttp, repository: string, name: string, branch: string | undefined) {
  const { status, body } = await http.get<RawContent | RawContent[]>(contentsPath(repository, name), {
    query: { ref: branch },
    accept: [404],
  })
  if (status === 404) return undefined
  if (!Array.isArray(body) && body.type === 'file') return body.sha
  throw new ConnectorError('validation', 'Something that is not a plain file has this path.', {
    fields: { path: 'Name a file.' },
  })
}

interface RawCommitted {
  content?: { path: string; sha: string } | null
  commit: { sha?: string; html_url?: string }
}

export async function writeFile(http: VendorHttp, input: Input<typeof createOrUpdateFile.input>) {
  const { repository, path: name, content, encoding, message, branch } = input
  const replaced = input.sha ?? (await currentSha(http, repository, name, branch))
  const { status, body } = await http.put<RawCommitted>(contentsPath(repository, name), {
    body: {
      message,
      content: encoding === 'base64' ? content.replace(/\s/g, '') : Buffer.from(content).toString('base64'),
      ...(replaced === undefined ? {} : { sha: replaced }),
      ...(branch === undefined ? {} : { branch }),
    },
  })
  return compact({
    path: body.content?.path ?? name,
    created: status === 201,
    sha: body.content?.sha,
    replaced_sha: replaced,
    commit_sha: body.commit.sha,
    commit_url: body.commit.html_url,
  })
}
