import { answer, ConnectorError, path, type VendorHttp, z } from '../sdk'
import { explain } from './explain'

const Data = z.object({ data: z.record(z.string(), z.unknown()) })

/** One GraphQL document. Linear may answer with errors at any status, 200 too, so they become errors here. */
export async function ask<S extends z.ZodType>(
  http: VendorHttp,
  data: S,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<z.output<S>> {
  const reply = await http.post(path`/graphql`, { body: { query, variables } })
  const refused = explain(reply)
  if (refused instanceof ConnectorError) throw refused
  return answer(data, answer(Data, reply.body).data)
}
