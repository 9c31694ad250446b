import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { Tool, ToolList, UpdateTools } from '../../../server/contracts/connectors'
import { call } from './client'
import { connectorPath } from './connectors'
import { tenantKey } from './query'

interface Switched {
  readonly name: string
  readonly enabled: boolean
}

/** Shown at once, and taken back when the server says no. */
function useSwitching(tenant: string, id: string) {
  const cache = useQueryClient()
  const key = tenantKey(tenant, 'connectors', id, 'tools')
  return {
    show: async (wanted: readonly Switched[]) => {
      await cache.cancelQueries({ queryKey: key })
      const before = cache.getQueryData<ToolList>(key)
      const byName = new Map(wanted.map(({ name, enabled }) => [name, enabled]))
      cache.setQueryData<ToolList>(
        key,
        (now) =>
          now && { items: now.items.map((tool) => ({ ...tool, enabled: byName.get(tool.name) ?? tool.enabled })) },
      )
      return () => cache.setQueryData(key, before)
    },
    settle: () =>
      Promise.all(
        ['connectors', 'accounts', 'my-accounts', 'overview'].map((noun) =>
          cache.invalidateQueries({ queryKey: tenantKey(tenant, noun) }),
        ),
      ),
  }
}

export function useSwitchTool(tenant: string, id: string) {
  const { show, settle } = useSwitching(tenant, id)
  return useMutation({
    mutationFn: ({ name, enabled }: Switched) =>
      call<typeof Tool>(`${connectorPath(tenant, id)}/tools/${encodeURIComponent(name)}`, {
        method: 'PATCH',
        body: { enabled },
      }),
    onMutate: (wanted) => show([wanted]),
    onError: (_error, _wanted, takeBack) => void takeBack?.(),
    onSettled: settle,
  })
}

export function useSwitchTools(tenant: string, id: string) {
  const { show, settle } = useSwitching(tenant, id)
  return useMutation({
    mutationFn: (tools: readonly Switched[]) => {
      const body: z.input<typeof UpdateTools> = { tools: [...tools] }
      return call<typeof ToolList>(`${connectorPath(tenant, id)}/tools`, { method: 'PATCH', body })
    },
    onMutate: show,
    onError: (_error, _wanted, takeBack) => void takeBack?.(),
    onSettled: settle,
  })
}

type ToolList = z.output<typeof ToolList>
