import { contracts } from './contracts'
import { FakeVendor, type FakeOptions } from './fake-vendor'
import { answer } from './github-answers'
import { generated, paged } from './github-paging'
import { accountHeaders, grants, headerViolations, unwrittenRules } from './github-rules'
import { GitHubState, type Item } from './github-state'
import type { Account, Asked, VendorDescription, World } from './vendor-description'

const LOG =
  '2026-11-02T16:00:10.0000000Z lamp test started\n2026-11-02T16:01:10.0000000Z ##[error]the lamp stayed dark\n'

const gitHub = (): VendorDescription => ({
  bases: { api: { prefix: '', judge: contracts.github() } },
  world: () => new GitHubWorld(),
  say: {
    unauthorized: () => ({ status: 401, body: { message: 'Bad credentials' } }),
    refused: (violations) => ({ status: 422, body: refusal(violations) }),
    unknownAddress: () => ({ status: 404, body: refusal([]) }),
    missingScope: () => ({
      status: 403,
      body: { message: 'Resource not accessible with the scopes of this token' },
    }),
  },
  credential: /^(?:Bearer|token) (\S+)$/,
  page: (given, { url }) => paged(given, url),
  headers: headerViolations,
  unwritten: unwrittenRules,
  grants,
  accountHeaders,
})

const refusal = (violations: readonly string[]) => ({
  message: 'Validation Failed',
  errors: violations.map((message) => ({ code: 'custom', message })),
})

class GitHubWorld implements World {
  readonly #state = new GitHubState()

  answer({ id, params, query, headers, body, signedUrl, status }: Asked) {
    const accept = headers['accept'] ?? ''
    return answer(this.#state, { id, params, query, accept, body: (body ?? {}) as Item, signedUrl, status })
  }

  holding({ id }: Asked, count: number): unknown {
    return generated(this.#state.sampleBody(id), count)
  }
}

/** GitHub's REST API as far as our tools use it. */
export class FakeGitHub extends FakeVendor {
  static async start(tokens: Readonly<Record<string, Account>>, options: FakeOptions = {}): Promise<FakeGitHub> {
    const fake = new FakeGitHub(gitHub(), tokens, options)
    fake.behindLinks({ status: 200, body: LOG, headers: { 'content-type': 'text/plain; charset=utf-8' } })
    await fake.open()
    return fake
  }
}
