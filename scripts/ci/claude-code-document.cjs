// For CI, which has no way out: put into the built server beforehand (`node --require`), it answers for the one document by
// which Claude Code names itself. Every other document goes the usual way; the product knows nothing of this.
const path = require('node:path')
const { Vendors } = require(path.resolve(__dirname, '../../dist/server/vendors/vendors.js'))

const CLAUDE_CODE = 'https://claude.ai/oauth/claude-code-client-metadata'
const DOCUMENT = {
  client_id: CLAUDE_CODE,
  client_name: 'Claude Code',
  client_uri: 'https://claude.ai',
  redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
}

const { document } = Vendors.prototype
Vendors.prototype.document = function (url, limits) {
  if (url.href !== CLAUDE_CODE) return document.call(this, url, limits)
  const bytes = Buffer.from(JSON.stringify(DOCUMENT))
  return Promise.resolve({ status: 200, headers: { 'content-type': 'application/json' }, bytes })
}
