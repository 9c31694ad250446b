import { declareTool, page, z } from '../../sdk'
import { count, direction, maybe, names, paging, text, username, searchPage } from './common'

const Profile = z.object({
  login: text,
  name: maybe,
  type: maybe,
  bio: maybe,
  company: maybe,
  location: maybe,
  email: maybe,
  website: maybe,
  public_repos: count,
  followers: count,
  following: count,
  created_at: maybe,
  url: maybe,
})
const TokenFacts = z.object({ token_kind: maybe, token_expires_at: maybe, scopes: names })
const FoundUser = z.object({ login: text, type: maybe, url: maybe })

export const getMe = declareTool({
  description:
    "The GitHub account behind this connection: profile, the token's kind and scopes (fine-grained and app tokens show none), and the rate limit left. Use get_user_info for other people.",
  input: z.strictObject({}),
  output: Profile.extend({
    ...TokenFacts.shape,
    rate_limit: z.object({ limit: count, remaining: count, resets_at: maybe }).optional(),
  }),
  effect: 'read',
  scopes: ['read:user'],
})

export const checkTokenScopes = declareTool({
  description:
    'Only the scopes of the connected token, to find out why a call was refused. Fine-grained and app tokens have permissions instead, which GitHub does not list. get_me says more about the account.',
  input: z.strictObject({}),
  output: TokenFacts.extend({ login: text }),
  effect: 'read',
  scopes: [],
})

export const listOrganizations = declareTool({
  description:
    'Organisations that the connected account belongs to. Use search_repositories with org: for their repositories.',
  input: z.strictObject({ ...paging() }),
  output: page(z.object({ login: text, description: maybe })),
  effect: 'read',
  scopes: ['read:org'],
})

export const getUserInfo = declareTool({
  description:
    'Public profile of a user or organisation by login. Use search_users when you only have a name, get_me for the connected account.',
  input: z.strictObject({ username }),
  output: Profile,
  effect: 'read',
  scopes: [],
})

export const searchUsers = declareTool({
  description:
    'Search users and organisations by name, login, place or other qualifiers. With an e-mail address use search_users_by_email. Returns logins for get_user_info; at most 1,000 results.',
  input: z.strictObject({
    query: z.string().min(1).max(256).describe('E.g. "ada location:london type:user".'),
    sort: z.enum(['followers', 'repositories', 'joined']).optional().describe('Default: best match.'),
    order: direction,
    ...paging(),
  }),
  output: searchPage(FoundUser),
  effect: 'read',
  scopes: [],
})

export const searchUsersByEmail = declareTool({
  description: 'Finds the account of an e-mail address; only addresses that people show on their profile are found.',
  input: z.strictObject({
    email: z
      .string()
      .min(3)
      .max(254)
      .regex(/^\S+@\S+$/, 'Write an e-mail address.'),
    ...paging(),
  }),
  output: searchPage(FoundUser),
  effect: 'read',
  scopes: [],
})

export const getUserActivity = declareTool({
  description:
    'What a user did in public lately, counted by kind and by repository. GitHub keeps 30 days and 300 events. Use search_issues with author: for their issues and pull requests.',
  input: z.strictObject({
    username,
    max_events: z.int().min(1).max(300).default(100).describe('How many of the newest events to count.'),
  }),
  output: z.object({
    login: text,
    events: z.number(),
    newest: maybe,
    oldest: maybe,
    kinds: z.record(z.string(), z.number()),
    repositories: z.array(
      z.object({ repository: text, events: z.number(), kinds: z.record(z.string(), z.number()), last: maybe }),
    ),
  }),
  effect: 'read',
  scopes: [],
})

export const getUserStats = declareTool({
  description:
    'Totals over the public repositories that a user owns: stars, forks, languages, the most starred ones; the 500 last pushed count at most. Use get_user_info for the profile, get_user_activity for recent work.',
  input: z.strictObject({ username }),
  output: z.object({
    login: text,
    followers: count,
    public_repos: count,
    counted_repos: z.number(),
    stars: z.number(),
    forks: z.number(),
    languages: z.record(z.string(), z.number()).describe('Repositories by main language.'),
    most_starred: z.array(z.object({ repository: text, stars: z.number() })).optional(),
    truncated: z.boolean().optional(),
  }),
  effect: 'read',
  scopes: [],
})
