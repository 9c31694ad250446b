import { randomUUID } from 'node:crypto'
import '../../../connectors'
import {
  type ConnectorType,
  Content,
  defaultRegistry,
  type Effect,
  type Memory,
  type ToolDeclaration,
} from '../../../connectors/sdk'
import { detachedContext } from '../../../server/tools/detached-context'
import { validator } from '../../../server/tools/validator'
import { type VendorCall, Vendors, type VendorsOptions } from '../../../server/vendors/vendors'

export interface CallOptions {
  token?: string
  signal?: AbortSignal
  onUnauthorized?: NonNullable<VendorCall['onUnauthorized']>
  /** Default: one that knows nothing yet. */
  memory?: Memory
}

export interface CallerOptions extends VendorsOptions {
  /** Default: `token-a`. */
  token?: string
  /** By the names that the type's tools give them, where it has several. */
  tokens?: Readonly<Record<string, string>>
  /** Default: `Bearer`. */
  scheme?: string
  /** What an admin set, besides the base URL. */
  configuration?: Readonly<Record<string, unknown>>
}

export class TestMemory extends Map<string, NonNullable<unknown>> implements Memory {
  override set(key: string, value: NonNullable<unknown>, _ttlS?: number): this {
    return super.set(key, value)
  }
}

export function registered(type: string): ConnectorType {
  const found = defaultRegistry.get(type)
  if (!found) throw new Error(`There is no connector type "${type}".`)
  return found
}

/**
 * The real type; only its base URLs are others, and the stand-ins' hosts are added to those of links that it declares,
 * each under its own name, so that a link of one kind is not taken for the other.
 */
export function typeAt(type: string, baseUrls: Readonly<Record<string, string>>): ConnectorType {
  const found = registered(type)
  const missing = Object.keys(found.baseUrls).filter((name) => !(name in baseUrls))
  if (missing.length > 0) throw new Error(`The stand-in of ${type} lacks the base URLs ${missing.join(', ')}.`)
  return {
    ...found,
    // In the type's order: the first is the default.
    baseUrls: Object.fromEntries(Object.keys(found.baseUrls).map((name) => [name, baseUrls[name] ?? ''])),
    ...(found.signedLinkHosts ? { signedLinkHosts: [...found.signedLinkHosts, '127.0.0.1'] } : {}),
    ...(found.linkHosts ? { linkHosts: [...found.linkHosts, 'localhost'] } : {}),
  }
}

/** Calls the tools of a type as the pipeline does, through the real door to vendors, at a stand-in on this machine. */
export class VendorCaller {
  readonly type: ConnectorType
  readonly #vendors: Vendors
  readonly #options: CallerOptions

  constructor(type: string, baseUrls: Readonly<Record<string, string>>, options: CallerOptions = {}) {
    this.type = typeAt(type, baseUrls)
    this.#options = options
    const config = { allowedPrivateHosts: ['127.0.0.1', 'localhost'], outboundProxy: undefined, extraCa: undefined }
    this.#vendors = new Vendors(config, { backoffMs: 1, ...options })
  }

  async call(tool: string, args: Readonly<Record<string, unknown>> = {}, options: CallOptions = {}): Promise<unknown> {
    const declaration = this.declaration(tool)
    const input = validator(declaration.input)(args)
    if (!input.ok) throw input.error
    const { connector, ctx } = this.connector(declaration.effect, { ...this.#credential(declaration), ...options })
    const result = await connector.executeTool(tool, input.value as Readonly<Record<string, unknown>>, ctx)
    const value = result instanceof Content ? result.structured : result
    if (!declaration.output || (result instanceof Content && !result.structured)) return result
    const checked = validator(declaration.output)(value)
    if (!checked.ok) throw new Error(`The result of ${tool} does not fit its output schema: ${checked.error.message}`)
    return result
  }

  declaration(tool: string): ToolDeclaration {
    const found = this.type.declared.tools.get(tool)
    if (!found) throw new Error(`There is no tool "${tool}".`)
    return found.declaration
  }

  /** One object for one call, as the pipeline makes them. */
  connector(effect: Effect, options: CallOptions = {}) {
    const { token = this.#options.token ?? 'token-a', signal = detachedContext.signal, onUnauthorized } = options
    const { scheme = 'Bearer', configuration = {} } = this.#options
    const { type } = this
    const http = this.#vendors.http({
      type,
      // Each by itself: what one test makes a vendor refuse must not keep the next from asking.
      tenantId: randomUUID(),
      baseUrl: undefined,
      credential: { token, scheme },
      effect,
      signal,
      ...(onUnauthorized ? { onUnauthorized } : {}),
    })
    const memory = options.memory ?? new TestMemory()
    return {
      connector: new type.class({ slug: type.type, configuration, http, memory }),
      ctx: { ...detachedContext, signal },
    }
  }

  close(): void {
    this.#vendors.close()
  }

  #credential({ token }: ToolDeclaration): CallOptions {
    const { tokens = {} } = this.#options
    const given = token === undefined ? Object.values(tokens)[0] : tokens[token]
    return given === undefined ? {} : { token: given }
  }
}
