import { act, bridge, type Client, json, keepKey, type Setup, shell, socketUrl } from './client'

const address = (setup: Setup) => ({
  id: 'http',
  title: 'By its address',
  hint: 'For clients that know remote MCP servers.',
  steps: [
    act('Add a remote MCP server with Streamable HTTP.'),
    { kind: 'copy', form: 'text', title: 'Its URL', text: setup.url } as const,
    ...(setup.signIn === 'browser'
      ? [act('Give it no key. It opens your browser; sign in there and allow it.')]
      : [
          act('Give it the key as a header.'),
          {
            ...({ kind: 'copy', form: 'text', title: 'The header' } as const),
            text: `Authorization: Bearer ${setup.apiKey ?? 'YOUR_KEY'}`,
          },
        ]),
    act(`Clients that want a WebSocket take ${socketUrl(setup.url)} with the same sign-in.`),
  ],
})

const program = (setup: Setup) => ({
  id: 'program',
  title: 'As a program',
  hint: 'For clients that know only programs. Needs Node.js 20.19 or newer.',
  steps: [json('Most clients take this', { mcpServers: { [setup.name]: bridge(setup) } })],
})

const codex = (setup: Setup) => ({
  id: 'codex',
  title: 'Codex',
  steps: [
    ...keepKey(setup, 'Codex'),
    shell(
      'Run in a terminal',
      `codex mcp add ${setup.name} --url ${setup.url}${setup.signIn === 'key' ? ' --bearer-token-env-var SAGEMCP_KEY' : `\ncodex mcp login ${setup.name}`}`,
    ),
  ],
})

export const other: Client = {
  id: 'other',
  title: 'Another client',
  signIns: ['browser', 'key'],
  ways: (setup) => [address(setup), program(setup), codex(setup)],
  checks: [
    'The client speaks Streamable HTTP. For one that does not, start the bridge as a program.',
    'With a key: the header is Authorization, and its value begins with Bearer and a space.',
    'The address is reached from where the client runs.',
  ],
}
