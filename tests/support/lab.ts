import { setTimeout as wait } from 'node:timers/promises'
import {
  BaseConnector,
  type CallContext,
  connector,
  ConnectorError,
  content,
  cursor,
  type Input,
  limit,
  noAuth,
  page,
  path,
  prompt,
  resource,
  tool,
  z,
} from '../../connectors/sdk'

const Text = z.strictObject({ text: z.string().max(1_000).describe('What to repeat.') })
const Slow = z.strictObject({ steps: z.int().min(1).max(100).default(5), ms: z.int().min(0).max(5_000).default(20) })
const Id = z.strictObject({ id: z.string().describe('Names this call for the test that watches it.') })
const Fail = z.strictObject({ how: z.enum(['known', 'crash', 'wrong_output', 'hang']) })
const Size = z.strictObject({ bytes: z.int().min(1).max(20_000_000), shape: z.enum(['items', 'text', 'content']) })
const Page = z.strictObject({ limit: limit(20), cursor: cursor() })
const Touch = z.strictObject({ uri: z.string() })
const Nothing = z.strictObject({})
const Greeting = z.object({ name: z.string().describe('Whom.'), tone: z.enum(['warm', 'brief']).default('warm') })

/** What a defect of ours might say, and no caller may read. */
const DEFECT = 'SELECT secret FROM lab /srv/lab/index.ts'

/** What the tools saw of the calls that a test named, by name. The app runs in the test's own process. */
export const seen = { started: new Set<string>(), aborted: new Set<string>(), writes: [] as string[] }

/** Small and predictable: each tool shows one thing that a transport must carry. It asks no vendor, except `vendor_wait`. */
@connector({
  type: 'lab',
  title: 'Lab',
  description: 'Tools that behave in one known way each.',
  baseUrls: { default: 'https://lab.invalid' },
  auth: [noAuth()],
})
export class Lab extends BaseConnector {
  @tool({ description: 'Repeats a text.', input: Text, output: Text, effect: 'read', scopes: [] })
  async echo({ text }: Input<typeof Text>) {
    return { text }
  }

  @tool({ description: 'Works in steps and reports each.', input: Slow, effect: 'read', scopes: [] })
  async slow({ steps, ms }: Input<typeof Slow>, ctx: CallContext) {
    for (let step = 1; step <= steps; step += 1) {
      await wait(ms, undefined, { signal: ctx.signal })
      await ctx.progress(step, steps)
    }
    return { steps }
  }

  @tool({ description: 'Works until it is cancelled.', input: Id, effect: 'read', scopes: [] })
  async waitForCancel({ id }: Input<typeof Id>, ctx: CallContext) {
    seen.started.add(id)
    await new Promise<void>((resolve) => ctx.signal.addEventListener('abort', () => resolve(), { once: true }))
    seen.aborted.add(id)
    throw ctx.signal.reason
  }

  @tool({ description: 'Asks a vendor that never answers.', input: Id, effect: 'read', scopes: [] })
  async vendorWait({ id }: Input<typeof Id>) {
    return (await this.http.get(path`/wait/${id}`)).body
  }

  @tool({ description: 'Fails in the way asked for.', input: Fail, output: Text, effect: 'read', scopes: [] })
  async fail({ how }: Input<typeof Fail>, ctx: CallContext): Promise<unknown> {
    if (how === 'known') throw new ConnectorError('conflict', 'The lab refuses.', { hint: 'Ask differently.' })
    if (how === 'crash') throw new Error(DEFECT)
    if (how === 'wrong_output') return { text: 42 }
    await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve, { once: true }))
    throw ctx.signal.reason
  }

  @tool({ description: 'Returns about so many bytes.', input: Size, effect: 'read', scopes: [] })
  async big({ bytes, shape }: Input<typeof Size>) {
    if (shape === 'text') return { text: 'x'.repeat(bytes) }
    if (shape === 'content') return content([{ type: 'text', text: 'z'.repeat(bytes) }])
    const item = { text: 'y'.repeat(1_000) }
    return { items: Array.from({ length: Math.ceil(bytes / 1_000) }, () => item) }
  }

  @tool({
    description: 'Lists 250 numbers.',
    input: Page,
    output: page(z.object({ n: z.int() })),
    effect: 'read',
    scopes: [],
  })
  async listNumbers({ limit, cursor }: Input<typeof Page>) {
    const from = Number(cursor ?? 0)
    const to = Math.min(250, from + limit)
    const items = Array.from({ length: to - from }, (_, i) => ({ n: from + i + 1 }))
    return { items, next_cursor: to < 250 ? String(to) : undefined, total: 250 }
  }

  @tool({ description: 'Asks the person first.', input: Nothing, effect: 'read', scopes: [] })
  async confirm(_: Input<typeof Nothing>, ctx: CallContext) {
    const schema = { type: 'object', properties: { yes: { type: 'boolean' } }, required: ['yes'] }
    const { sure } = await ctx.requestInput({ sure: { kind: 'elicit', message: 'Sure?', schema } })
    return content([{ type: 'text', text: JSON.stringify(sure) }])
  }

  @tool({ description: 'Writes a log line.', input: Text, effect: 'read', scopes: [] })
  async note({ text }: Input<typeof Text>, ctx: CallContext) {
    await ctx.log('warning', text)
    return { noted: true }
  }

  @tool({ description: 'Changes something.', input: Text, effect: 'write', scopes: [] })
  async write({ text }: Input<typeof Text>) {
    seen.writes.push(text)
    return { written: text }
  }

  @tool({ description: 'Says that a resource changed.', input: Touch, effect: 'update', scopes: [] })
  async touch({ uri }: Input<typeof Touch>, ctx: CallContext) {
    ctx.changed({ resource: uri })
    return { touched: uri }
  }

  @resource({ uri: 'lab://readme', name: 'Readme', description: 'A fixed text.', mimeType: 'text/plain' })
  async readme() {
    return 'The lab is open.'
  }

  @resource({ uri: 'lab://notes/{id}', name: 'Note', description: 'A note by id.', mimeType: 'text/plain' })
  async oneNote({ id }: Readonly<Record<string, string>>) {
    return `Note ${id}.`
  }

  @resource({ uri: 'lab://broken', name: 'Broken', description: 'Cannot be read.', mimeType: 'text/plain' })
  async broken(): Promise<string> {
    throw new Error(DEFECT)
  }

  @prompt({ description: 'Cannot be written.' })
  async broke(): Promise<string> {
    throw new Error(DEFECT)
  }

  @prompt({ description: 'Greets somebody.', arguments: Greeting })
  async greet({ name, tone }: z.output<typeof Greeting>) {
    return `Write a ${tone} greeting to ${name}.`
  }
}
