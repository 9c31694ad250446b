import type { CallToolResult, Progress } from '@modelcontextprotocol/client'
import { useEffect, useRef, useState } from 'react'
import type { Problem } from '../../../api/client'
import { type Connection, PATIENCE_MS } from '../../../mcp/connect'
import { paramHeaders } from '../../../mcp/param-headers'
import { mcpProblem } from '../../../mcp/problem'
import { inputOf, type Tool } from './tool'

export type CallState =
  | { readonly status: 'none' }
  | { readonly status: 'running'; readonly progress?: Progress }
  | { readonly status: 'answered'; readonly result: CallToolResult; readonly ms: number }
  | { readonly status: 'failed'; readonly problem: Problem; readonly ms: number }
  | { readonly status: 'cancelled'; readonly ms: number }

/** One call of a tool at a time. Leaving cancels it. */
export function useCall(tool: Tool, ended: (args: unknown, state: CallState) => void) {
  const [state, setState] = useState<CallState>({ status: 'none' })
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])

  const run = async ({ client }: Connection, args: unknown) => {
    const stop = new AbortController()
    running.current?.abort()
    running.current = stop
    setState({ status: 'running' })
    const from = performance.now()
    const params = { name: tool.name, arguments: args as Record<string, unknown> }
    const state = await client
      .request(
        { method: 'tools/call', params },
        {
          signal: stop.signal,
          timeout: PATIENCE_MS,
          headers: paramHeaders(inputOf(tool), args),
          onprogress: (progress) => running.current === stop && setState({ status: 'running', progress }),
        },
      )
      .then(
        (result): CallState => ({ status: 'answered', result, ms: performance.now() - from }),
        (error: unknown): CallState => {
          const ms = performance.now() - from
          return stop.signal.aborted
            ? { status: 'cancelled', ms }
            : { status: 'failed', problem: mcpProblem(error), ms }
        },
      )
    ended(args, state)
    if (running.current === stop) setState(state)
  }
  return { state, run, cancel: () => running.current?.abort() }
}
