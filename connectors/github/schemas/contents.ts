import { declareTool, limit, page, cursor, z } from '../../sdk'
import { count, flag, maybe, paging, repository, text, searchPage } from './common'

const ref = z.string().min(1).max(255).optional().describe('Branch, tag or commit; default: the default branch.')
const filePath = z.string().min(1).max(4_096).describe('Path in the repository, e.g. src/index.ts.')

export const getFileContent = declareTool({
  description:
    'The text of a file, or the listing when the path is a directory. Ask for a window of lines in long files; one answer holds about 80 kB and then names the line to go on at. Binary files, links and submodules are named, not dumped. Use get_repository_tree to find paths, search_code to find words.',
  input: z.strictObject({
    repository,
    path: z.string().max(4_096).default('').describe('E.g. src/index.ts; empty: the top directory.'),
    ref,
    start_line: z.int().min(1).default(1),
    end_line: z.int().min(1).optional().describe('Inclusive; default: the end.'),
  }),
  output: z.object({
    path: text,
    type: z.enum(['file', 'directory', 'symlink', 'submodule']),
    size: count,
    sha: maybe,
    mime_type: maybe,
    encoding: maybe.describe('Absent: UTF-8.'),
    text: maybe,
    start_line: count,
    end_line: count,
    total_lines: count,
    entries: z.array(z.object({ name: text, type: text, size: count })).optional(),
    target: maybe,
    truncated: flag,
    hint: maybe,
    url: maybe,
  }),
  effect: 'read',
  scopes: ['repo'],
})

export const getRepositoryTree = declareTool({
  description:
    'Paths of all files and directories of a repository at a ref, in one go, filtered by a path prefix. Use get_file_content to read one, or for a single directory.',
  input: z.strictObject({
    repository,
    ref,
    path_prefix: z.string().max(4_096).optional().describe('E.g. src/.'),
    recursive: z.boolean().default(true).describe('false: the top level only.'),
    limit: limit(100, 1_000),
    cursor: cursor(),
  }),
  output: page(z.object({ path: text, type: text, size: count })).extend({ truncated: flag, hint: maybe }),
  effect: 'read',
  scopes: ['repo'],
})

export const searchCode = declareTool({
  description:
    'Search the contents of files on default branches by words and qualifiers. Returns files with matching fragments; read them with get_file_content. Ten searches a minute, files under 384 kB, at most 1,000 results.',
  input: z.strictObject({
    query: z
      .string()
      .min(1)
      .max(256)
      .describe('Words plus at least one of repo:, org:, user:; e.g. "parseDate repo:octo/site extension:ts".'),
    ...paging(),
  }),
  output: searchPage(z.object({ repository: text, path: text, fragments: z.array(text).optional(), url: text })),
  effect: 'read',
  scopes: ['repo'],
})

export const createOrUpdateFile = declareTool({
  description:
    'Commits one file to a branch: makes it, or replaces its whole content. Replaces what is there now unless sha says which version you read, so read it first with get_file_content. Returns the commit and the blob that was replaced.',
  input: z.strictObject({
    repository,
    path: filePath,
    content: z.string().describe('The whole new content.'),
    encoding: z.enum(['utf-8', 'base64']).default('utf-8').describe('base64 for binary content.'),
    message: z.string().min(1).describe('Commit message.'),
    branch: z.string().min(1).optional().describe('Default: the default branch.'),
    sha: z.string().optional().describe('Blob that is to be replaced; a different one there gives a conflict.'),
  }),
  output: z.object({
    path: text,
    created: z.boolean(),
    sha: maybe,
    replaced_sha: maybe,
    commit_sha: maybe,
    commit_url: maybe,
  }),
  effect: 'destroy',
  scopes: ['repo'],
})
