import { ConnectorError, cut, type Memory, type VendorHttp, visible, z } from '../../sdk'
import { ask } from '../calls'
import { RESOLVE_NAMES } from '../documents'
import { isUuid } from '../identifiers'
import { type Kind, KINDS, Node, type Scope } from './kinds'

/** A name in an argument; `field` is the argument's. */
export interface Want {
  readonly kind: Kind
  readonly text: string
  readonly field: string
}

/** What an argument wants to be looked up: nothing for UUIDs, which go as they are, and for what is absent or cleared. */
export const want = (
  kind: Kind,
  value: string | readonly string[] | null | undefined,
  field: string = kind,
): readonly Want[] =>
  (typeof value === 'string' ? [value] : (value ?? []))
    .filter((text) => !isUuid(text))
    .map((text) => ({ kind, text, field }))

const REMEMBERED_S = 600
const CANDIDATES = 10
/** What RESOLVE_NAMES asks for of each kind. */
const PAGE = 50
/** Both in a filter and in an issue they stand for whoever asks. */
const ME = 'me'

const Nodes = z.object({ viewer: Node.nullish() }).catchall(z.object({ nodes: z.array(Node) }))

/** Turns names into ids: one request for all the names of a call, none for those that were asked for lately. */
export class Names {
  constructor(
    private readonly http: VendorHttp,
    private readonly memory: Memory,
  ) {}

  async find(wants: readonly Want[], scope: Scope = {}): Promise<Found> {
    const found = new Found()
    const open = wants.filter((each) => {
      const known = this.memory.get(keyOf(each, scope)) as readonly Node[] | undefined
      if (known) found.put(each, known)
      return !known
    })
    if (open.length === 0) return found
    const nodesOf = await this.#ask(open, scope, 'eqIgnoreCase')
    for (const each of open) {
      const near = nodesOf(each)
      const nodes = matching(each, near)
      const isFull = nodes.length === 0 && near.length >= PAGE
      const some = isFull ? await this.#alone(each, scope) : nodes
      if (some.length === 0) throw await this.#unknown(each, scope)
      found.put(each, some)
      // Which cycle is the current one changes with time.
      if (each.kind !== 'cycle') this.memory.set(keyOf(each, scope), some, REMEMBERED_S)
    }
    return found
  }

  async #ask(wants: readonly Want[], scope: Scope, how: 'eqIgnoreCase' | 'containsIgnoreCase') {
    const variables: Record<string, unknown> = {}
    if (wants.some(isMe)) variables.viewer = true
    const others = wants.filter((each) => !isMe(each))
    for (const kind of new Set(others.map((each) => each.kind))) {
      const { flag, filter, match } = KINDS[kind]
      variables[flag] = true
      const filters = others.filter((each) => each.kind === kind).map(({ text }) => match(text, how, scope))
      if (filter) variables[filter] = filters.length === 1 ? filters[0] : { or: filters }
    }
    const { viewer, ...lists } = await ask(this.http, Nodes, RESOLVE_NAMES, variables)
    return (each: Want): readonly Node[] =>
      isMe(each) ? (viewer ? [viewer] : []) : (lists[KINDS[each.kind].field]?.nodes ?? [])
  }

  /** Names of one kind share a page, and one that many teams have may fill it. */
  async #alone(each: Want, scope: Scope): Promise<readonly Node[]> {
    return matching(each, (await this.#ask([each], scope, 'eqIgnoreCase'))(each))
  }

  async #unknown(each: Want, scope: Scope): Promise<ConnectorError> {
    const near = (await this.#ask([each], scope, 'containsIgnoreCase'))(each)
    const { tool } = KINDS[each.kind]
    return refusal(each, `There is no ${each.kind} "${each.text}".`, near, `See ${tool} for what there is.`)
  }
}

/** The ids of the names of one call. */
export class Found {
  readonly #nodes = new Map<string, { want: Want; nodes: readonly Node[] }>()

  put(each: Want, nodes: readonly Node[]): void {
    this.#nodes.set(keyOf(each), { want: each, nodes })
  }

  /** The id of the one thing that is meant. UUIDs, null and undefined stay. */
  id<V extends string | null | undefined>(kind: Kind, value: V): V {
    if (typeof value !== 'string' || isUuid(value)) return value
    const { want: each, nodes } = this.#get(kind, value)
    const [only, ...more] = nodes
    if (only && more.length === 0) return only.id as V
    throw refusal(each, `"${value}" names more than one ${kind}.`, nodes, 'Repeat with what stands in brackets.', true)
  }

  ids(kind: Kind, values: readonly string[] | undefined): string[] | undefined {
    return values?.map((value) => this.id(kind, value))
  }

  /** What names the one thing best, such as the key of a team. */
  sure(kind: Kind, value: string): string {
    const [node] = isUuid(value) ? [] : this.#get(kind, value).nodes
    return node ? KINDS[kind].sure(node) : value
  }

  #get(kind: Kind, text: string) {
    const found = this.#nodes.get(keyOf({ kind, text }))
    if (!found) throw new Error(`The ${kind} was not asked for.`)
    return found
  }
}

const isMe = ({ kind, text }: Want): boolean => kind === 'user' && text.toLowerCase() === ME

const keyOf = ({ kind, text }: Pick<Want, 'kind' | 'text'>, { team = '', project = '' }: Scope = {}): string =>
  JSON.stringify([kind, text.toLowerCase(), team.toLowerCase(), project.toLowerCase()])

/** Those that answer to the name in the surest way that any does. */
function matching({ kind, text }: Want, nodes: readonly Node[]): readonly Node[] {
  if (isMe({ kind, text, field: '' })) return nodes
  const sought = text.toLowerCase()
  const ranks = nodes.map((node) =>
    KINDS[kind].names(node).findIndex((names) => names.some((name) => name && name.toLowerCase() === sought)),
  )
  const best = Math.min(...ranks.filter((rank) => rank >= 0))
  return nodes.filter((_, i) => ranks[i] === best)
}

function refusal({ kind, field }: Want, message: string, nodes: readonly Node[], hint: string, ids = false) {
  const candidates = nodes.slice(0, CANDIDATES).map((node) => described(kind, node, ids))
  return new ConnectorError(
    'validation',
    candidates.length ? `${message} Candidates: ${candidates.join('; ')}.` : message,
    {
      hint,
      fields: { [field]: candidates.length ? 'Give one of the candidates.' : 'Not found.' },
    },
  )
}

/** Names are other people's words: short and on one line. */
function described(kind: Kind, node: Node, withId: boolean): string {
  const name = node.name ?? node.title ?? String(node.number)
  const place = node.parent?.name ?? node.team?.key ?? node.project?.name
  const sure = KINDS[kind].sure(node)
  const words = `${name}${place === undefined ? '' : ` (${place})`}`
  const shown = cut(visible(words).replaceAll(/\s+/g, ' ').trim(), 80)
  return withId || !isUuid(sure) ? `${shown} [${cut(visible(sure), 80)}]` : shown
}
