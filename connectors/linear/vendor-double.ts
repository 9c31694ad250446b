import type { CallContext, VendorHttp, VendorRequest } from '../sdk'
import { Linear } from '.'

export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

export const page = (nodes: readonly object[], endCursor?: string) => ({
  nodes,
  pageInfo: { hasNextPage: endCursor !== undefined, endCursor: endCursor ?? null },
})

const context = {} as CallContext

/** A connector on planned answers, one per request. `call` checks arguments and result as the platform does. */
export function answering(...answers: readonly Readonly<Record<string, unknown>>[]) {
  const queue = [...answers]
  const seen: [operation: string | undefined, variables: unknown][] = []
  const post = async (_path: unknown, request: VendorRequest) => {
    // What goes over the wire is JSON.
    const { query, variables } = JSON.parse(JSON.stringify(request.body)) as { query: string; variables: unknown }
    seen.push([/^(?:query|mutation) (\w+)/.exec(query)?.[1], variables])
    const body = queue.shift()
    if (!body) throw new Error('No further answer is planned.')
    return { status: 200, headers: {}, body: 'errors' in body ? body : { data: body } }
  }
  const linear = new Linear({ slug: 'linear', configuration: {}, http: { post } as unknown as VendorHttp })
  const call = async (name: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> => {
    const tool = (await linear.getTools(context)).find((each) => each.name === name)
    if (!tool || !('parse' in tool.input) || !tool.output || !('parse' in tool.output)) {
      throw new Error(`There is no such tool: ${name}.`)
    }
    const result = await linear.executeTool(name, tool.input.parse(args) as Record<string, unknown>, context)
    tool.output.parse(result)
    return result
  }
  return { call, sent: () => seen }
}
