import '../../../connectors'
import { type ConnectorType, defaultRegistry, type Effect } from '../../../connectors/sdk'
import { detachedContext } from '../../../server/tools/detached-context'
import { validator } from '../../../server/tools/validator'
import { Vendors, type VendorsOptions } from '../../../server/vendors/vendors'

const found = defaultRegistry.get('github')
if (!found) throw new Error('There is no connector type "github".')

/** The real type; only the stand-in's host of signed links is added to those it declares. */
export const github: ConnectorType = { ...found, signedLinkHosts: [...(found.signedLinkHosts ?? []), '127.0.0.1'] }

export interface CallOptions {
  token?: string
  signal?: AbortSignal
}

/** Calls GitHub's tools as the pipeline does, through the real door to vendors, at a stand-in on this machine. */
export class GitHubCaller {
  readonly #vendors: Vendors

  constructor(
    private readonly baseUrl: string,
    options: VendorsOptions = {},
  ) {
    const config = { allowedPrivateHosts: ['127.0.0.1', 'localhost'], outboundProxy: undefined, extraCa: undefined }
    this.#vendors = new Vendors(config, { backoffMs: 1, ...options })
  }

  async call(tool: string, args: Readonly<Record<string, unknown>> = {}, options: CallOptions = {}): Promise<unknown> {
    const declaration = github.declared.tools.get(tool)?.declaration
    if (!declaration) throw new Error(`There is no tool "${tool}".`)
    const input = validator(declaration.input)(args)
    if (!input.ok) throw input.error
    const { connector, ctx } = this.connector(declaration.effect, options)
    return connector.executeTool(tool, input.value as Readonly<Record<string, unknown>>, ctx)
  }

  /** One object for one call, as the pipeline makes them. */
  connector(effect: Effect, { token = 'token-a', signal = new AbortController().signal }: CallOptions = {}) {
    const { baseUrl } = this
    const credential = { token, scheme: 'Bearer' }
    const http = this.#vendors.http({ type: github, baseUrl, credential, effect, signal })
    return {
      connector: new github.class({ slug: 'github', configuration: { baseUrl }, http }),
      ctx: { ...detachedContext, signal },
    }
  }

  close(): void {
    this.#vendors.close()
  }
}
