import { type JsonSchema, toJsonSchema } from '../../../../connectors/sdk'
import { type ArgumentHints, argumentSets } from '../arguments'
import { type CallerOptions, registered, VendorCaller } from '../caller'
import type { FakeVendor } from '../fake-vendor'

export type Args = Readonly<Record<string, unknown>>

/** A connector type and what stands in its vendor's place. */
export interface VendorSubject {
  type: string
  start: () => Promise<FakeVendor>
  options?: CallerOptions
}

/** A tool that gives its items in pages. */
export interface ListFacts {
  /** The operation behind it; several where the arguments decide. The first is the one of the smallest call. */
  operation: string | readonly string[]
  /** The vendor gives all at once and we cut the page: no request of theirs has a cursor. */
  sliced?: true
  /** Besides the smallest call. */
  args?: Args
  /** Of 20 items as they come by default, where what is generated is dearer than what is usual. Default: 2,000. */
  tokens?: number
  /** Whether an item is of this operation, where the tool mixes several. */
  counts?: (item: Args) => boolean
}

/** What the schemas of a type's tools cannot say, by tool. */
export interface ToolFacts {
  /** What makes sense in a field, for every tool. */
  values: Args
  hints?: Readonly<Record<string, Partial<ArgumentHints>>>
  /** Whole calls besides those made from the schema. */
  more?: Readonly<Record<string, readonly Args[]>>
  /** Arguments that shape our answer and are none of the vendor's business. */
  local?: Readonly<Record<string, readonly string[]>>
  lists: Readonly<Record<string, ListFacts>>
  /** Plans what the samples lack, before each call of a tool. */
  prepare?: (fake: FakeVendor, tool: string) => void
}

export interface TriedTool {
  name: string
  schema: JsonSchema
  smallest: Args
  sets: readonly Args[]
  /** Arguments that exclude each other. */
  apart: readonly string[]
}

export function triedTools(type: string, { values, hints = {}, more = {} }: ToolFacts): TriedTool[] {
  const { declared } = registered(type)
  const unknown = [...Object.keys(hints), ...Object.keys(more)].filter((name) => !declared.tools.has(name))
  if (unknown.length > 0) throw new Error(`${type} has no tools ${unknown.join(', ')}.`)
  return [...declared.tools].map(([name, { declaration }]) => {
    const schema = toJsonSchema(declaration.input)
    const own = hints[name] ?? {}
    const made = argumentSets(schema, { ...own, values: { ...values, ...own.values } })
    const sets = [...made, ...(more[name] ?? [])]
    return { name, schema, smallest: made[0] ?? {}, sets, apart: own.apart ?? [] }
  })
}

const operationsOf = ({ operation }: ListFacts): readonly string[] =>
  typeof operation === 'string' ? [operation] : operation

/** A running stand-in and a caller of it, new for each suite and without a past for each test. */
export class Ground {
  #fake: FakeVendor | undefined
  #caller: VendorCaller | undefined

  constructor(
    readonly subject: VendorSubject,
    private readonly facts?: ToolFacts,
  ) {
    beforeAll(async () => {
      this.#fake = await subject.start()
      this.#caller = this.callerWith()
    })
    beforeEach(() => this.fake.reset())
    afterAll(async () => {
      this.#caller?.close()
      await this.#fake?.close()
    })
  }

  get fake(): FakeVendor {
    if (!this.#fake) throw new Error('The stand-in has not started.')
    return this.#fake
  }

  get caller(): VendorCaller {
    if (!this.#caller) throw new Error('The stand-in has not started.')
    return this.#caller
  }

  callerWith(options: CallerOptions = {}, baseUrls = this.fake.baseUrls): VendorCaller {
    return new VendorCaller(this.subject.type, baseUrls, { ...this.subject.options, ...options })
  }

  /** A stand-in without a past, planned for one tool. */
  fresh(tool: string): void {
    this.fake.reset()
    this.facts?.prepare?.(this.fake, tool)
  }

  /** The lists behind a tool hold this many items. */
  fill(tool: string, count: number): ListFacts {
    const list = this.facts?.lists[tool]
    if (!list) throw new Error(`Name the operations that ${tool} lists from.`)
    for (const operation of operationsOf(list)) this.fake.generate(operation, count)
    return list
  }

  /** The arguments, and where they have a cursor a real one: it is tied to the others of its call. */
  async withCursor(tool: string, args: Args): Promise<Args> {
    if (!('cursor' in args)) return args
    const { cursor: _, ...others } = args
    this.fill(tool, LONGER)
    const { next_cursor } = (await this.caller.call(tool, others)) as Page
    this.fake.forgetRequests()
    // Some arguments leave nothing to go on with.
    return next_cursor === undefined ? others : { ...others, cursor: next_cursor }
  }
}

/** How long a list is where paging is tried. */
export const ITEMS = 250
/** Longer than any page that a tool gives by default. */
const LONGER = 600

export interface Page {
  items: Args[]
  next_cursor?: string
  has_more: boolean
}
