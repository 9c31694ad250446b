import { act, type Client, headers, json, pasteKey, type Setup, TAB_IS_OPEN } from './client'

const INPUT = 'sagemcp-key'

/** VS Code asks for the key and keeps it; neither the link nor the file holds it. */
const inputs = ({ signIn }: Setup) =>
  signIn === 'browser'
    ? {}
    : { inputs: [{ type: 'promptString', id: INPUT, description: 'SageMCP API key', password: true }] }

const entry = (setup: Setup) => ({ type: 'http', url: setup.url, ...headers(setup, `\${input:${INPUT}}`) })

const then = (setup: Setup) =>
  setup.signIn === 'browser'
    ? [act('Start it. VS Code asks to sign in; your browser opens, and you allow it there.')]
    : [act('Start it and paste the key where VS Code asks for it.'), ...pasteKey(setup)]

export const vsCode: Client = {
  id: 'vs-code',
  title: 'VS Code',
  signIns: ['browser', 'key'],
  ways: (setup) => [
    {
      id: 'link',
      title: 'Install link',
      hint: 'VS Code opens and asks whether to add it.',
      steps: [{ kind: 'open', label: 'Add to VS Code', href: installLink(setup) }, ...then(setup)],
    },
    {
      id: 'file',
      title: 'Configuration file',
      hint: 'For everybody who works on a project. It holds no key.',
      steps: [
        json('Put into .vscode/mcp.json', { servers: { [setup.name]: entry(setup) }, ...inputs(setup) }),
        act('Choose Start above the entry.'),
        ...then(setup),
      ],
    },
  ],
  checks: [
    '"MCP: List Servers" in the command palette shows the entry as running, and its output says what went wrong.',
    'Copilot Chat is in agent mode. With more than 128 tools in a request, some have to be switched off.',
    TAB_IS_OPEN,
  ],
}

const installLink = (setup: Setup): string => {
  const server = { name: setup.name, ...entry(setup), ...inputs(setup) }
  return `vscode:mcp/install?${encodeURIComponent(JSON.stringify(server))}`
}
