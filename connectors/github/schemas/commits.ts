import { declareTool, page, z } from '../../sdk'
import { branch, ChangedFile, count, flag, maybe, paging, repository, text, time } from './common'

const Commit = z.object({ sha: text, message: text, author: maybe, date: maybe })

export const listBranches = declareTool({
  description: 'Branches of a repository with their head commits. Use get_branch for one branch and its last commit.',
  input: z.strictObject({
    repository,
    protected: z.boolean().optional().describe('Only protected, or only unprotected ones.'),
    ...paging(),
  }),
  output: page(z.object({ name: text, sha: text, protected: flag })),
  effect: 'read',
  scopes: ['repo'],
})

export const getBranch = declareTool({
  description: 'One branch: its head commit and whether it is protected. Use list_commits for its history.',
  input: z.strictObject({ repository, branch: branch('Its name.') }),
  output: z.object({ name: text, protected: flag, head: Commit }),
  effect: 'read',
  scopes: ['repo'],
})

export const createBranch = declareTool({
  description:
    'Creates a branch at the head of another branch or at a commit. Fails when the name is taken. Returns its name and commit.',
  input: z.strictObject({
    repository,
    branch: branch('Name of the new branch.'),
    from: branch('Branch or full commit SHA; default: the default branch.').optional(),
  }),
  output: z.object({ branch: text, sha: text, from: text }),
  effect: 'write',
  scopes: ['repo'],
})

export const listCommits = declareTool({
  description:
    'Commits reachable from a ref, newest first, by path, author or time. Returns the first line of each message; get_commit has the changes, compare_commits the difference of two refs.',
  input: z.strictObject({
    repository,
    ref: z.string().optional().describe('Branch, tag or commit to start at; default: the default branch.'),
    path: z.string().optional().describe('Only commits that touch this file or directory.'),
    author: z.string().optional().describe('Login or e-mail.'),
    since: time('Not before').optional(),
    until: time('Not after').optional(),
    ...paging(),
  }),
  output: page(Commit),
  effect: 'read',
  scopes: ['repo'],
})

export const getCommit = declareTool({
  description:
    'One commit: message, author, parents, and its changed files as pages of items. Use compare_commits for a range and get_pull_request_diff for a pull request.',
  input: z.strictObject({
    repository,
    ref: z.string().min(1).max(255).describe('Commit SHA, branch or tag.'),
    detail: z
      .enum(['none', 'stats', 'full_patch'])
      .default('stats')
      .describe('Of files: nothing, lines added and removed, or their patches too.'),
    ...paging(),
  }),
  output: page(ChangedFile).extend({
    ...Commit.shape,
    parents: z.array(text).optional(),
    additions: count,
    deletions: count,
    url: maybe,
  }),
  effect: 'read',
  scopes: ['repo'],
})

export const compareCommits = declareTool({
  description:
    'What head has that base has not: commits (the first page names up to 50) and changed files as pages of items, 300 files at most. Use list_pull_request_files for a pull request.',
  input: z.strictObject({
    repository,
    base: z.string().min(1).max(255).describe('Branch, tag or commit; owner:branch for a fork.'),
    head: z.string().min(1).max(255).describe('As base.'),
    patches: z.boolean().default(false),
    ...paging(),
  }),
  output: page(ChangedFile).extend({
    status: maybe.describe('ahead, behind, diverged or identical'),
    ahead_by: count,
    behind_by: count,
    commits: z.array(z.object({ sha: text, message: text, author: maybe })).optional(),
    url: maybe,
  }),
  effect: 'read',
  scopes: ['repo'],
})
