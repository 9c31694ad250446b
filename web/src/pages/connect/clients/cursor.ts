import { act, type Client, headers, json, keepKey, type Setup, TAB_IS_OPEN } from './client'

/** The key is only named in it, never inside: links are kept in histories. */
const entry = (setup: Setup) => ({ url: setup.url, ...headers(setup, '${env:SAGEMCP_KEY}') })

const signInThere = ({ signIn }: Setup) =>
  signIn === 'browser'
    ? [act('In Settings, Tools & MCP, choose Connect beside it. Your browser opens; sign in there and allow it.')]
    : []

export const cursor: Client = {
  id: 'cursor',
  title: 'Cursor',
  signIns: ['browser', 'key'],
  ways: (setup) => [
    {
      id: 'link',
      title: 'Install link',
      hint: 'Cursor opens and asks whether to add it.',
      steps: [
        ...keepKey(setup, 'Cursor'),
        { kind: 'open', label: 'Add to Cursor', href: installLink(setup) },
        ...signInThere(setup),
      ],
    },
    {
      id: 'file',
      title: 'Configuration file',
      steps: [
        ...keepKey(setup, 'Cursor'),
        json('Add to ~/.cursor/mcp.json', { mcpServers: { [setup.name]: entry(setup) } }),
        ...signInThere(setup),
      ],
    },
  ],
  checks: [
    'Settings, Tools & MCP shows the entry, switched on.',
    'With a key: Cursor was started after the variable was set, and from an environment that has it.',
    TAB_IS_OPEN,
  ],
}

const installLink = (setup: Setup): string => {
  const config = btoa(JSON.stringify(entry(setup)))
  return `cursor://anysphere.cursor-deeplink/mcp/install?${new URLSearchParams({ name: setup.name, config })}`
}
