import {
  answer,
  ConnectorError,
  type PageInput,
  path,
  type VendorHttp,
  type VendorRequest,
  type VendorResponse,
  z,
} from '../sdk'
import { explain } from './explain'

/** Always a form: Slack reads the arguments of most methods from nothing else. */
export type Form = NonNullable<VendorRequest['form']>

const isYes = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && (body as { ok?: unknown }).ok === true

/** Calls a method. Slack answers a refusal with status 200 and `ok: false`, so it becomes an error here. */
export async function ask(http: VendorHttp, method: string, form: Form = {}): Promise<VendorResponse<unknown>> {
  const reply = await http.post(path`/${method}`, { form })
  if (isYes(reply.body)) return reply
  throw (
    explain(reply) ??
    new ConnectorError('vendor_unavailable', 'Slack answered neither yes nor no.', { hint: 'Try again later.' })
  )
}

/** What the answer says of a change. Without a readable answer nobody knows whether it was made. */
export async function change<S extends z.ZodObject>(
  http: VendorHttp,
  method: string,
  made: S,
  form: Form,
): Promise<z.output<S>> {
  const reply = await http.post(path`/${method}`, { form })
  const { success, data } = made.safeParse(reply.body)
  if (success && isYes(reply.body)) return data
  throw (
    explain(reply) ??
    new ConnectorError(
      'outcome_unknown',
      'Slack sent an answer that cannot be read. It may have happened: check before trying again.',
    )
  )
}

/** The object that the answer holds under a name. */
export async function one<Raw>(http: VendorHttp, method: string, name: string, form: Form): Promise<Raw> {
  const { body } = await ask(http, method, form)
  return answer(z.object({ [name]: z.looseObject({}) }), body)[name] as Raw
}

const Metadata = z.object({ response_metadata: z.object({ next_cursor: z.string().nullish() }).nullish() })

/** One page of the array that the answer holds under a name. An empty cursor of Slack is the end. */
export async function list<Raw>(
  http: VendorHttp,
  method: string,
  name: string,
  { limit, cursor }: PageInput,
  form: Form = {},
) {
  const { body } = await ask(http, method, { ...form, limit, cursor })
  const items = answer(z.object({ [name]: z.array(z.unknown()) }), body)[name] as Raw[]
  return { items, next_cursor: answer(Metadata, body).response_metadata?.next_cursor || undefined }
}

/** Slack's largest page, and how many of them are read to find a name. */
const PAGE = 999
const PAGES = 5

/** A whole list, as far as five pages go. */
export async function all<Raw>(http: VendorHttp, method: string, name: string, form: Form = {}) {
  const items: Raw[] = []
  let cursor: string | undefined
  for (let pages = 0; pages < PAGES; pages++) {
    const page = await list<Raw>(http, method, name, { limit: PAGE, cursor }, form)
    items.push(...page.items)
    cursor = page.next_cursor
    if (cursor === undefined) return { items, isWhole: true }
  }
  return { items, isWhole: false }
}
