import { answer, ConnectorError, type PageInput, path, type VendorHttp, z } from '../sdk'
import { explain } from './explain'

type Variables = Readonly<Record<string, unknown>>

const Data = z.object({ data: z.record(z.string(), z.unknown()) })

/**
 * One GraphQL document. Linear may answer with errors at any status, 200 too, and with errors beside data: what was asked
 * is then incomplete, while what was changed may be changed all the same. Variables that are undefined are not sent, and
 * so not set; null clears.
 */
export async function ask<S extends z.ZodType>(
  http: VendorHttp,
  data: S,
  query: string,
  variables: Variables = {},
): Promise<z.output<S>> {
  const isChange = query.startsWith('mutation')
  let replied = false
  try {
    // A change looks names up before it is made; those questions are tried again like any other.
    const reply = await http.post(path`/graphql`, { body: { query, variables }, ...(isChange ? {} : READ) })
    replied = true
    const refused = explain(reply)
    if (refused && !(isChange && hasData(reply.body))) throw refused
    const found = answer(Data, reply.body).data
    if (!refused) return answer(data, found)
    const { success, data: made } = data.safeParse(found)
    if (success) return made
    throw new ConnectorError('outcome_unknown', `Linear reported a problem after a change. ${CHECK}`)
  } catch (error) {
    throw isChange && error instanceof ConnectorError ? inDoubt(error, replied) : error
  }
}

const READ = { effect: 'read' } as const
const CHECK = 'It may have happened: check before trying again.'

/** Whether a part of the reply is there in spite of its errors. */
function hasData(body: unknown): boolean {
  const { success, data } = Data.safeParse(body)
  return success && Object.values(data.data).some((value) => value !== null && value !== undefined)
}

/** A change that went wrong at Linear may have happened, unless Linear did not even understand it. */
function inDoubt(error: ConnectorError, replied: boolean): ConnectorError {
  const { code, message, details } = error
  const isBroken = code === 'vendor_unavailable' && (replied || details.vendorStatus !== undefined)
  if (!isBroken || details.vendorCode?.startsWith('GRAPHQL_')) return error
  return new ConnectorError(code, message, { ...details, hint: CHECK })
}

/** One object, by the name of its root field. */
export async function read<S extends z.ZodType>(
  http: VendorHttp,
  field: string,
  schema: S,
  query: string,
  variables: Variables,
): Promise<z.output<S>> {
  const data = await ask(http, z.object({ [field]: schema }), query, variables)
  return data[field] as z.output<S>
}

/** Nothing else is to be expected of it. */
const Undone = z.object({ success: z.literal(false) }).transform(() => undefined)

/** A mutation; `schema` is what it says when it was made. */
export async function change<S extends z.ZodType>(
  http: VendorHttp,
  field: string,
  schema: S,
  query: string,
  variables: Variables,
): Promise<NonNullable<z.output<S>>> {
  const made = await read(http, field, z.union([Undone, schema]), query, variables)
  if (made === undefined || made === null) throw new ConnectorError('conflict', 'Linear did not make the change.')
  return made as NonNullable<z.output<S>>
}

const PageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() })

/** A list as Linear gives it. */
export const connection = <N extends z.ZodType>(node: N) => z.object({ nodes: z.array(node), pageInfo: PageInfo })

/** One page of shaped items. */
export async function list<N extends z.ZodType, Item>(
  http: VendorHttp,
  field: string,
  node: N,
  query: string,
  { limit, cursor }: PageInput,
  variables: Variables,
  shape: (raw: z.output<N>) => Item,
) {
  const found = await read(http, field, connection(node), query, { first: limit, after: cursor, ...variables })
  return pageOf(found, shape)
}

export function pageOf<Raw, Item>(
  { nodes, pageInfo }: { nodes: readonly Raw[]; pageInfo: z.output<typeof PageInfo> },
  shape: (raw: Raw) => Item,
) {
  return { items: nodes.map((raw) => shape(raw)), next_cursor: pageInfo.hasNextPage ? pageInfo.endCursor : undefined }
}
