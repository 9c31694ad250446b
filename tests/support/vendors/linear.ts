import { contracts } from './contracts'
import { type FakeOptions, FakeVendor } from './fake-vendor'
import { type Fault, reply } from './faults'
import { linearWorld } from './linear-world'
import type { Account, Answer, VendorDescription } from './vendor-description'

const error = (code: string, message: string, more: object = {}) => ({
  message,
  extensions: { code, type: code.toLowerCase().replaceAll('_', ' '), userError: true, ...more },
})

const no = (status: number, code: string, message: string): Answer => ({
  status,
  body: { errors: [error(code, message)] },
})

export const linear = (): VendorDescription => ({
  bases: { api: { prefix: '', judge: contracts.linear() } },
  world: () => linearWorld(),
  say: {
    unauthorized: () => no(401, 'AUTHENTICATION_ERROR', 'Authentication required, not authenticated'),
    refused: (violations) => no(400, 'GRAPHQL_VALIDATION_FAILED', violations.join(' ')),
    unknownAddress: () => no(400, 'GRAPHQL_VALIDATION_FAILED', 'That is none of our fields'),
    missingScope: (_account, [needed = 'write']) =>
      no(403, 'FORBIDDEN', `Invalid scope: \`${needed.split('|')[0]}\` required`),
  },
  // Personal keys go bare, the tokens of applications behind a scheme.
  credential: /^(?:Bearer (?!lin_api_)|(?=lin_api_))(\S+)$/,
  accountHeaders: () => ({
    'x-request-id': 'c0de1f2e3d4c5b6a',
    'x-ratelimit-requests-limit': '5000',
    'x-ratelimit-requests-remaining': '4987',
    'x-ratelimit-requests-reset': String(Date.now() + 3_000_000),
    'x-complexity': '12',
  }),
})

/** Linear's API as far as our tools use it, over the workspace of a harbor. */
export const startLinear = (
  tokens: Readonly<Record<string, Account>>,
  options: FakeOptions = {},
): Promise<FakeVendor> => FakeVendor.of(linear(), tokens, options)

/** How Linear refuses: in GraphQL's words, at whatever status. `data` stands beside the errors. */
export const linearNo = (
  code: string,
  {
    status = 400,
    message = 'Refused',
    more = {},
    data,
    headers = {},
  }: {
    status?: number
    message?: string
    more?: object
    data?: unknown
    headers?: Readonly<Record<string, string>>
  } = {},
): Fault => reply(status, { errors: [error(code, message, more)], ...(data === undefined ? {} : { data }) }, headers)
