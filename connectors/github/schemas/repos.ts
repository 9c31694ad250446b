import { declareTool, page, z } from '../../sdk'
import { count, direction, flag, maybe, names, paging, repository, text, searchPage } from './common'

const RepositoryItem = z.object({
  repository: text,
  description: maybe,
  visibility: maybe,
  language: maybe,
  stars: count,
  fork: flag,
  archived: flag,
  pushed_at: maybe,
  url: text,
})

export const listRepositories = declareTool({
  description:
    'Repositories that the connected account can reach: its own, and those it works on or sees through an organisation. Use search_repositories for the rest of GitHub. Returns summaries; get_repository has the details.',
  input: z.strictObject({
    visibility: z.enum(['all', 'public', 'private']).default('all'),
    affiliation: z
      .array(z.enum(['owner', 'collaborator', 'organization_member']))
      .min(1)
      .optional()
      .describe('Default: all three.'),
    sort: z.enum(['created', 'updated', 'pushed', 'full_name']).default('pushed'),
    direction,
    ...paging(),
  }),
  output: page(RepositoryItem),
  effect: 'read',
  scopes: ['repo'],
})

export const getRepository = declareTool({
  description:
    'One repository: description, default branch, topics, licence, counts, and what the connected account may do in it. Use get_repo_stats for languages and get_repository_tree for its files.',
  input: z.strictObject({ repository }),
  output: RepositoryItem.extend({
    default_branch: maybe,
    topics: names,
    license: maybe,
    homepage: maybe,
    forks: count,
    open_issues: count.describe('Issues and pull requests.'),
    size_kb: count,
    parent: maybe,
    permissions: names,
    created_at: maybe,
    clone_url: maybe,
  }),
  effect: 'read',
  scopes: ['repo'],
})

export const searchRepositories = declareTool({
  description:
    'Search all of GitHub for repositories by words and qualifiers, best match first. Use list_repositories for those of the connected account, search_code for contents. Returns summaries; at most 1,000 results.',
  input: z.strictObject({
    query: z.string().min(1).max(256).describe('E.g. "http client language:go stars:>100", "org:octo topic:cli".'),
    sort: z.enum(['stars', 'forks', 'help-wanted-issues', 'updated']).optional().describe('Default: best match.'),
    order: direction,
    ...paging(),
  }),
  output: searchPage(RepositoryItem),
  effect: 'read',
  scopes: [],
})

export const getRepoStats = declareTool({
  description:
    'Numbers about one repository: share of each language in percent, stars, forks, watchers, open issues, size, dates. Use list_contributors for people and get_repository for settings.',
  input: z.strictObject({ repository }),
  output: z.object({
    repository: text,
    languages: z.record(z.string(), z.number()),
    code_bytes: count,
    stars: count,
    forks: count,
    watchers: count,
    open_issues: count.describe('Issues and pull requests.'),
    size_kb: count,
    created_at: maybe,
    pushed_at: maybe,
  }),
  effect: 'read',
  scopes: ['repo'],
})

export const listContributors = declareTool({
  description:
    'People who committed to the default branch, most commits first, with their number of commits. Use list_commits with author for what one of them did.',
  input: z.strictObject({
    repository,
    include_anonymous: z.boolean().default(false).describe('Also authors without an account, by name.'),
    ...paging(),
  }),
  output: page(z.object({ login: maybe, name: maybe, type: maybe, commits: count })),
  effect: 'read',
  scopes: ['repo'],
})

const ReleaseItem = z.object({
  id: z.number(),
  tag: text,
  name: maybe,
  draft: flag,
  prerelease: flag,
  author: maybe,
  published_at: maybe,
  notes: maybe,
  url: text,
})

export const listReleases = declareTool({
  description:
    'Releases of a repository, newest first, with the beginning of their notes. Use get_release for whole notes and assets.',
  input: z.strictObject({ repository, ...paging() }),
  output: page(ReleaseItem),
  effect: 'read',
  scopes: ['repo'],
})

export const getRelease = declareTool({
  description:
    'One release with its whole notes and its assets: the latest full release, or the one of a tag or id. Use list_releases to find drafts, prereleases and ids.',
  input: z
    .strictObject({
      repository,
      tag: z.string().min(1).optional().describe('Neither tag nor id: the latest.'),
      id: z.int().min(1).optional().describe('Instead of tag.'),
    })
    .refine((input) => input.tag === undefined || input.id === undefined, 'Give tag or id, not both.'),
  output: ReleaseItem.extend({
    target: maybe,
    created_at: maybe,
    assets: z.array(z.object({ name: text, size: count, downloads: count, url: maybe })).optional(),
  }),
  effect: 'read',
  scopes: ['repo'],
})
