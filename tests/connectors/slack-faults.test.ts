import { reply } from '../support/vendors/faults'
import { slackNo, startSlack } from '../support/vendors/slack'
import { faultsSuite } from '../support/vendors/suites/faults-suite'

const tokens = { 'token-a': { tenant: 'a' }, 'token-fresh': { tenant: 'a' } }

const MAY_HAVE_HAPPENED = { code: 'outcome_unknown', message: expect.stringContaining('may have happened') as string }

faultsSuite(
  { type: 'slack', start: () => startSlack(tokens, { tenant: 'a' }) },
  {
    read: { tool: 'conversations_info', args: { channel: 'C0HARBOR01' }, operation: 'conversations.info' },
    write: {
      tool: 'send_message',
      args: { channel: 'C0HARBOR01', text: 'The lamp turns.' },
      operation: 'chat.postMessage',
    },
    says: {
      unauthorized: () => slackNo('token_expired'),
      forbidden: () => slackNo('restricted_action'),
      notFound: () => slackNo('channel_not_found'),
      conflict: () => slackNo('is_archived'),
      // Slack names no field.
      invalid: { fault: () => slackNo('invalid_arguments'), fields: [] },
      tooMany: (headers) => reply(429, { ok: false, error: 'ratelimited' }, headers),
      untilReset: (epochS) => reply(429, { ok: false, error: 'ratelimited' }, { 'x-ratelimit-reset': String(epochS) }),
      unavailable: (status) => reply(status, 'upstream connect error', { 'content-type': 'text/plain' }),
      words: (text) => slackNo('invalid_arguments', { response_metadata: { messages: [text] }, needed: text }),
    },
    more: [
      {
        name: 'a scope that is missing',
        fault: () => slackNo('missing_scope', { needed: 'chat:write', provided: 'users:read' }),
        expected: { code: 'missing_scope', scope: 'chat:write' },
      },
      { name: 'a real 401', fault: () => reply(401), expected: { code: 'auth_expired' } },
      { name: 'a real 403', fault: () => reply(403), expected: { code: 'forbidden' } },
      {
        name: 'neither yes nor no',
        fault: () => reply(200, {}),
        expected: { code: 'vendor_unavailable' },
        on: 'read',
      },
      {
        name: 'neither yes nor no',
        fault: () => reply(200, {}),
        expected: MAY_HAVE_HAPPENED,
        on: 'write',
      },
      {
        name: 'a yes to nothing',
        fault: () => reply(200, { ok: true }),
        expected: MAY_HAVE_HAPPENED,
        on: 'write',
      },
    ],
  },
)
