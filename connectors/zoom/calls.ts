import { answer, ConnectorError, type PageInput, type VendorHttp, type VendorPath, type VendorRequest, z } from '../sdk'

type Query = NonNullable<VendorRequest['query']>

const Onward = z.object({ next_page_token: z.string().nullish(), total_records: z.number().nullish() })

export async function one<S extends z.ZodType>(http: VendorHttp, where: VendorPath, raw: S, query: Query = {}) {
  const { body } = await http.get(where, { query })
  return answer(raw, body)
}

/** What a write made. It is there, whatever the answer looks like. */
export function made<S extends z.ZodType>(raw: S, body: unknown): z.output<S> {
  const { success, data } = raw.safeParse(body)
  if (success) return data
  throw new ConnectorError('outcome_unknown', 'Zoom answered in a form that this connector does not know.', {
    hint: 'It may be there already: look before trying again.',
  })
}

/** The array that the answer holds under a name. */
const held = <S extends z.ZodType>(name: string, raw: S, body: unknown): z.output<S>[] =>
  answer(z.object({ [name]: z.array(raw) }), body)[name] as z.output<S>[]

/** One page of a list. An empty token is the end. */
export async function list<S extends z.ZodType, Item>(
  http: VendorHttp,
  where: VendorPath,
  [name, raw]: readonly [string, S],
  { limit, cursor }: PageInput,
  toItem: (raw: z.output<S>) => Item,
  query: Query = {},
) {
  const { body } = await http.get(where, { query: { ...query, page_size: limit, next_page_token: cursor } })
  const { next_page_token: token, total_records: total } = answer(Onward, body)
  return { items: held(name, raw, body).map(toItem), next_cursor: token || undefined, total: total ?? undefined }
}

const Numbered = z.object({ page_count: z.number().nullish(), total_records: z.number().nullish() })

/** The same where Zoom still counts pages. */
export async function numbered<S extends z.ZodType, Item>(
  http: VendorHttp,
  where: VendorPath,
  [name, raw]: readonly [string, S],
  { limit, cursor = '1' }: PageInput,
  toItem: (raw: z.output<S>) => Item,
) {
  const { body } = await http.get(where, { query: { page_size: limit, page_number: cursor } })
  const { page_count: pages, total_records: total } = answer(Numbered, body)
  const next = Number(cursor) + 1
  const next_cursor = next <= (pages ?? 0) ? String(next) : undefined
  return { items: held(name, raw, body).map(toItem), next_cursor, total: total ?? undefined }
}

/** A list that Zoom gives whole. */
export async function whole<S extends z.ZodType>(http: VendorHttp, where: VendorPath, name: string, raw: S) {
  const { body } = await http.get(where)
  return held(name, raw, body)
}
