/*
 * Runs the `emulate` package's stateful GitHub, which is ES modules only, beside the tests: prints its address, ends
 * with its standard input.
 */
import { createEmulator } from 'emulate'

const github = await createEmulator({
  service: 'github',
  port: 0,
  seed: {
    tokens: { 'token-a': { login: 'ada-north', scopes: ['repo', 'read:org', 'workflow', 'user'] } },
    github: {
      users: [{ login: 'ada-north', name: 'Ada North', email: 'ada@example.com' }, { login: 'ben-quay' }],
      orgs: [{ login: 'harbor-labs', name: 'Harbor Labs', members: [{ login: 'ada-north', role: 'admin' }] }],
      repos: [{ owner: 'ada-north', name: 'lighthouse', language: 'TypeScript', topics: ['harbor'], auto_init: true }],
    },
  },
})
process.stdout.write(`${github.url}\n`)
process.stdin.on('end', () => github.close()).resume()
