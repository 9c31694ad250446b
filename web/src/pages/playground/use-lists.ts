import { useQuery } from '@tanstack/react-query'
import type { Client } from '@modelcontextprotocol/client'
import type { LinkState } from '../../mcp/link'
import { mcpProblem } from '../../mcp/problem'
import { type Endpoint, listKey } from './use-link'

type Lists = 'tools' | 'prompts' | 'resources' | 'templates'

const FRESH = { cacheMode: 'refresh' } as const

const ASK = {
  tools: async (client: Client) => (await client.listTools(undefined, FRESH)).tools,
  prompts: async (client: Client) => (await client.listPrompts(undefined, FRESH)).prompts,
  resources: async (client: Client) => (await client.listResources(undefined, FRESH)).resources,
  templates: async (client: Client) => (await client.listResourceTemplates(undefined, FRESH)).resourceTemplates,
} as const

/** What the endpoint offers, from the endpoint itself, all pages of it; read again when the server says that it changed. */
export function useList<L extends Lists>(endpoint: Endpoint, state: LinkState, list: L) {
  const client = state.status === 'open' ? state.connection.client : undefined
  const query = useQuery({
    queryKey: listKey(endpoint, list),
    queryFn: async (): Promise<Awaited<ReturnType<(typeof ASK)[L]>>> => {
      if (!client) throw new Error('There is no connection.')
      try {
        return (await ASK[list](client)) as Awaited<ReturnType<(typeof ASK)[L]>>
      } catch (error) {
        throw mcpProblem(error)
      }
    },
    enabled: client !== undefined,
    // What changed while there was no connection, nobody said.
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
  })
  // An endpoint that is gone offers nothing; one that is out of reach for a moment still does.
  return state.status === 'failed' ? { ...query, data: undefined, error: null } : query
}
