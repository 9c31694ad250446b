import {
  type ConnectorClass,
  type ConnectorDeclaration,
  type Declared,
  declarationOf,
  declaredBy,
} from './declarations'
import { DEFAULT_TOKENS, type OAuth2 } from './oauth2'
import { type JsonSchema, type Schema, toJsonSchema } from './schema'

export interface ConnectorType extends ConnectorDeclaration {
  readonly class: ConnectorClass
  readonly declared: Declared
}

const TYPE = /^[a-z][a-z0-9_]{0,24}$/
const TOOL = /^[a-z][a-z0-9_]{0,49}$/

export const oauthOf = (type: Pick<ConnectorDeclaration, 'auth'>): OAuth2 | undefined =>
  type.auth.find((method): method is OAuth2 => method.kind === 'oauth2')

/** Whose accounts its connectors use: several types of one vendor share them. */
export const providerOf = (type: Pick<ConnectorDeclaration, 'auth' | 'type'>): string =>
  oauthOf(type)?.provider ?? type.type

/** The connector types of this process. A mistake in a declaration is found here, when the process starts. */
export class Registry {
  readonly #types = new Map<string, ConnectorType>()

  /** `declaration` is the class's own, unless a test or the demo puts its vendor at another address. */
  add(cls: ConnectorClass, declaration: ConnectorDeclaration | undefined = declarationOf(cls)): this {
    if (!declaration) throw new Error(`Class ${cls.name} has no @connector declaration.`)
    const fail = (what: string): never => {
      throw new Error(`Connector type "${declaration.type}" (class ${cls.name}): ${what}`)
    }
    if (!TYPE.test(declaration.type)) fail(`the type must match ${TYPE}.`)
    if (this.#types.has(declaration.type)) fail('another class already has this type.')
    const declared = declaredBy(cls)
    const names = new Set<string>()
    for (const [name, { declaration: t }] of declared.tools) {
      for (const each of [name, ...(t.aliases ?? [])]) {
        if (!TOOL.test(each)) fail(`tool "${each}" must match ${TOOL}.`)
        if (names.has(each)) fail(`tool name "${each}" is used twice.`)
        names.add(each)
      }
      const schema = (each: Schema): JsonSchema => {
        try {
          return toJsonSchema(each)
        } catch (cause) {
          return fail(`the schema of tool "${name}" does not convert to JSON Schema: ${(cause as Error).message}`)
        }
      }
      if (schema(t.input).type !== 'object') fail(`the input of tool "${name}" must be an object.`)
      if (t.output) schema(t.output)
    }
    for (const { declaration: r } of declared.resources) {
      if (r.tool !== undefined && !declared.tools.has(r.tool))
        fail(`resource "${r.name}" names a tool "${r.tool}" that is not there.`)
    }
    const type = { ...declaration, class: cls, declared }
    for (const problem of this.#oauthProblems(type)) fail(problem)
    this.#types.set(declaration.type, type)
    return this
  }

  #oauthProblems(type: ConnectorType): string[] {
    const oauth = oauthOf(type)
    const names = Object.keys(oauth?.tokens ?? DEFAULT_TOKENS)
    const tools = [...type.declared.tools].filter(
      ([, { declaration: t }]) => t.token && !(oauth && names.includes(t.token)),
    )
    if (!oauth) return tools.map(([name]) => `tool "${name}" names a token, but there is no OAuth.`)
    const provider = providerOf(type)
    const [sibling] = this.ofProvider(provider)
    const other = sibling && oauthOf(sibling)
    return [
      ...(TYPE.test(provider) ? [] : [`the provider must match ${TYPE}.`]),
      ...tools.map(
        ([name, { declaration: t }]) =>
          `tool "${name}" names the token "${t.token}", which the provider does not give.`,
      ),
      ...(other && JSON.stringify(other.addresses) !== JSON.stringify(oauth.addresses)
        ? [`another type has the provider "${provider}" at other addresses.`]
        : []),
    ]
  }

  /** The types whose accounts are of this provider. */
  ofProvider(provider: string): readonly ConnectorType[] {
    return this.all().filter((type) => providerOf(type) === provider)
  }

  get(type: string): ConnectorType | undefined {
    return this.#types.get(type)
  }

  /** Sorted by type. */
  all(): readonly ConnectorType[] {
    return [...this.#types.values()].sort((a, b) => (a.type < b.type ? -1 : 1))
  }
}

/** What `@connector` registers into. Tests make a registry of their own. */
export const defaultRegistry = new Registry()
