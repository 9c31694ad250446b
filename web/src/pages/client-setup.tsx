import { Link, useSearchParams } from 'react-router-dom'
import { Snippet } from '../ui/copy'

interface Setup {
  /** The entry's name in the client's settings. */
  name: string
  url: string
  apiKey: string
}

interface Client {
  id: string
  title: string
  steps: string
  snippet: (setup: Setup) => string
}

const json = (value: unknown) => JSON.stringify(value, null, 2)
const bearer = (apiKey: string) => ({ Authorization: `Bearer ${apiKey}` })

const CLIENTS: readonly Client[] = [
  {
    id: 'claude-code',
    title: 'Claude Code',
    steps: 'Run this in a terminal.',
    snippet: ({ name, url, apiKey }) =>
      `claude mcp add --transport http ${name} ${url} \\\n  --header "Authorization: Bearer ${apiKey}"`,
  },
  {
    id: 'claude-desktop',
    title: 'Claude Desktop',
    steps: 'Put this into claude_desktop_config.json (Settings, Developer, Edit Config), then restart Claude Desktop.',
    snippet: ({ name, url, apiKey }) => {
      const args = ['-y', `${new URL(url).origin}/downloads/sagemcp-bridge.tgz`, url.replace(/^http/, 'ws')]
      return json({ mcpServers: { [name]: { command: 'npx', args, env: { SAGEMCP_KEY: apiKey } } } })
    },
  },
  {
    id: 'cursor',
    title: 'Cursor',
    steps: 'Put this into ~/.cursor/mcp.json.',
    snippet: ({ name, url, apiKey }) => json({ mcpServers: { [name]: { url, headers: bearer(apiKey) } } }),
  },
  {
    id: 'vs-code',
    title: 'VS Code',
    steps: 'Put this into .vscode/mcp.json, and keep that file out of version control: it holds the key.',
    snippet: ({ name, url, apiKey }) => json({ servers: { [name]: { type: 'http', url, headers: bearer(apiKey) } } }),
  },
]

/** What to paste where, for the clients people ask about most. */
export function ClientSetup(setup: Setup) {
  const [search] = useSearchParams()
  const chosen = CLIENTS.find(({ id }) => id === search.get('client')) ?? CLIENTS[0]
  if (chosen === undefined) return null
  return (
    <section className="grid grid-cols-1 gap-4">
      <nav aria-label="Client" className="flex gap-1 overflow-x-auto border-b border-line">
        {CLIENTS.map(({ id, title }) => (
          <Link
            key={id}
            to={`?client=${id}`}
            replace
            aria-current={id === chosen.id ? 'true' : undefined}
            className="-mb-px border-b-2 border-transparent px-3 py-2 whitespace-nowrap text-muted -outline-offset-2 hover:text-ink aria-[current]:border-ink aria-[current]:text-ink"
          >
            {title}
          </Link>
        ))}
      </nav>
      <Snippet text={chosen.snippet(setup)} label={`configuration of ${chosen.title}`} title={chosen.steps} />
    </section>
  )
}
