import { ConnectorError } from '../../connectors/sdk'
import { type Fault, github, reply } from '../support/vendors/faults'
import { FakeGitHub } from '../support/vendors/github'
import { GitHubCaller } from '../support/vendors/github-caller'
import { faultsSuite } from '../support/vendors/suites/faults-suite'

const repository = 'harbor-labs/lighthouse'
const TOKENS = {
  'token-a': { tenant: 'a', scopes: ['repo', 'workflow', 'read:org', 'read:user'] },
  'token-fresh': { tenant: 'a', scopes: ['repo'] },
  'token-poor': { tenant: 'b', scopes: ['public_repo'] },
}
const unavailable = (status: number): Fault => reply(status, '<html>Unicorn!</html>', { 'content-type': 'text/html' })

describe('faults', () => {
  faultsSuite(
    { type: 'github', start: () => FakeGitHub.start(TOKENS, { tenant: 'a' }) },
    {
      read: { tool: 'get_repository', args: { repository }, operation: 'repos/get' },
      write: {
        tool: 'create_issue',
        args: { repository, title: 'Replace the fog horn' },
        operation: 'issues/create',
      },
      says: {
        unauthorized: github.badCredentials,
        forbidden: github.forbidden,
        notFound: github.notFound,
        conflict: github.conflict,
        invalid: {
          fault: () => github.invalid({ resource: 'Issue', field: 'milestone', code: 'invalid' }),
          fields: ['milestone'],
        },
        tooMany: (headers) => reply(429, { message: 'Too many requests' }, headers),
        untilReset: github.rateLimited,
        unavailable,
        words: (message) => github.invalid({ resource: message, field: message, code: message, message }),
      },
      more: [
        {
          name: '403 of a secondary limit',
          fault: () => github.secondaryLimit(30),
          expected: { code: 'rate_limited', retryAfterS: 30 },
        },
        {
          name: '403 of a secondary limit without a time',
          fault: () => github.secondaryLimit(),
          expected: { code: 'rate_limited', retryAfterS: 60 },
        },
        {
          name: '403 for want of a scope',
          fault: () => github.missingScope('repo', 'gist'),
          expected: { code: 'missing_scope', scope: 'repo' },
        },
        {
          name: '429 without a time, which is a minute',
          fault: () => reply(429),
          expected: { code: 'rate_limited', retryAfterS: 60 },
        },
      ],
    },
  )
})

let fake: FakeGitHub
let caller: GitHubCaller

beforeAll(async () => {
  fake = await FakeGitHub.start(TOKENS)
  caller = new GitHubCaller(fake.url)
})
beforeEach(() => fake.reset())
afterEach(() => expect(fake.violations).toEqual([]))
afterAll(async () => {
  caller.close()
  await fake.close()
})

async function refusal(call: Promise<unknown>): Promise<{ code: string; message: string } & ConnectorError['details']> {
  const error = await call.then(
    () => new Error('The call succeeded.'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ConnectorError)) throw error
  return { code: error.code, message: error.message, ...error.details }
}

test('a scope that the token really lacks', async () => {
  const call = caller.call('list_organizations', {}, { token: 'token-poor' })
  await expect(refusal(call)).resolves.toMatchObject({ code: 'missing_scope', scope: 'read:org' })
})

describe('job logs', () => {
  test('come from the signed link, which never sees the token', async () => {
    await expect(caller.call('get_job_logs', { repository, job_id: 870001 })).resolves.toMatchObject({
      log: expect.stringContaining('the lamp stayed dark') as string,
    })
    expect(fake.requests[0]?.headers['authorization']).toBe('Bearer token-a')
    expect(fake.signedRequests).toMatchObject([{ url: '/logs/870001?sig=c2lnbmVk', authorization: undefined }])
  })

  test('are not fetched from a host that the type does not declare', async () => {
    const elsewhere = new URL(fake.signedUrl)
    elsewhere.hostname = 'localhost'
    fake.answer('actions/download-job-logs-for-workflow-run', { status: 302, headers: { location: elsewhere.href } })
    const error = await refusal(caller.call('get_job_logs', { repository, job_id: 870001 }))
    expect(error.code).toBe('vendor_unavailable')
    expect(fake.signedRequests).toEqual([])
  })
})

describe('files', () => {
  const file = (path: string) => caller.call('get_file_content', { repository, path })

  test('text, folder, picture', async () => {
    await expect(file('README.md')).resolves.toMatchObject({
      type: 'file',
      text: expect.stringContaining('# Lighthouse') as string,
    })
    await expect(file('')).resolves.toMatchObject({ type: 'directory' })
    await expect(file('docs')).resolves.toMatchObject({ entries: [{ name: 'lamp.md' }] })
    const picture = await file('assets/lens.png')
    expect(picture).toMatchObject({ type: 'file', size: 16 })
    expect(picture).not.toHaveProperty('text')
  })

  test('text above one megabyte is there, a window at a time', async () => {
    await expect(file('data/tides.csv')).resolves.toMatchObject({
      text: expect.stringMatching(/^time,height\n/) as string,
      truncated: true,
    })
  })

  test('binary data above one megabyte is named, not dumped', async () => {
    const survey = await file('assets/survey.bin')
    expect(survey).toMatchObject({ type: 'file', size: 1_500_000 })
    expect(survey).not.toHaveProperty('text')
  })

  test.each([
    ['get_file_content', { repository, path: '../../../user' }],
    ['get_repository', { repository: '../..' }],
    ['get_user_info', { username: '..' }],
  ])('%s refuses a path that climbs, before anything is sent', async (tool, args) => {
    expect((await refusal(caller.call(tool, args))).code).toBe('validation')
    expect(fake.requests).toEqual([])
  })
})

test('GitHub Enterprise answers below the path of its base URL', async () => {
  const enterprise = await FakeGitHub.start({ 'token-a': { tenant: 'a' } }, { basePath: '/api/v3' })
  const there = new GitHubCaller(enterprise.url)
  await expect(there.call('get_repository', { repository })).resolves.toMatchObject({ repository })
  expect(enterprise.requests.map(({ url }) => url)).toEqual(['/api/v3/repos/harbor-labs/lighthouse'])
  expect(enterprise.violations).toEqual([])
  there.close()
  await enterprise.close()
})
