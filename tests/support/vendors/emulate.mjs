/*
 * Runs one of the stateful vendors of the `emulate` package, which is ES modules only, beside the tests: prints its
 * address, ends with its standard input. The first argument names the vendor, GitHub when there is none; the second
 * registers an OAuth application, as JSON: { clientId, clientSecret, redirectUri }.
 */
import { createEmulator } from 'emulate'

const [service = 'github', application] = process.argv.slice(2)
const app = application && JSON.parse(application)
const registered = app && {
  client_id: app.clientId,
  client_secret: app.clientSecret,
  name: 'SageMCP',
  redirect_uris: [app.redirectUri],
}

const seeds = {
  github: {
    tokens: { 'token-a': { login: 'ada-north', scopes: ['repo', 'read:org', 'workflow', 'user'] } },
    github: {
      // It takes a token that it does not know for one of its first user.
      users: [
        { login: 'nobody' },
        { login: 'ada-north', name: 'Ada North', email: 'ada@example.com' },
        { login: 'ben-quay' },
      ],
      orgs: [{ login: 'harbor-labs', name: 'Harbor Labs', members: [{ login: 'ada-north', role: 'admin' }] }],
      repos: [{ owner: 'ada-north', name: 'lighthouse', language: 'TypeScript', topics: ['harbor'], auto_init: true }],
      ...(registered ? { oauth_apps: [registered] } : {}),
    },
  },
  slack: {
    slack: {
      team: { name: 'Harbor', domain: 'harbor' },
      users: [{ name: 'ada-north', real_name: 'Ada North', email: 'ada@example.com' }],
      ...(registered ? { oauth_apps: [{ ...registered, scopes: ['channels:read', 'chat:write'] }] } : {}),
    },
  },
  google: {
    google: {
      users: [{ email: 'ada@example.com', name: 'Ada North' }],
      ...(registered ? { oauth_clients: [registered] } : {}),
    },
  },
  linear: {
    linear: {
      organizations: [{ name: 'Harbor', url_key: 'harbor' }],
      users: [{ email: 'ada@example.com', name: 'Ada North', display_name: 'ada-north', organization: 'harbor' }],
      ...(registered ? { oauth_apps: [{ ...registered, scopes: ['read', 'write'], actor: 'user' }] } : {}),
    },
  },
}

const vendor = await createEmulator({ service, port: 0, seed: seeds[service] })
process.stdout.write(`${vendor.url}\n`)
process.stdin.on('end', () => vendor.close()).resume()
