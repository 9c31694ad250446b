import { type ConnectorType, providerOf, type Registry, toJsonSchema } from '../../connectors/sdk'
import { configurationOf } from '../connectors/configuration'
import type * as contract from '../contracts/connectors'
import { notFound } from '../errors'
import type { Icons } from './icons'

export class ConnectorTypes {
  constructor(
    private readonly registry: Registry,
    private readonly icons: Icons,
  ) {}

  list(): contract.ConnectorType[] {
    return this.registry.all().map((type) => this.#present(type))
  }

  get(type: string) {
    const found = this.registry.get(type)
    if (!found) throw notFound('Connector type')
    const tools = [...found.declared.tools].map(([tool, { declaration }]) => {
      const { description, effect, scopes, input, output } = declaration
      const schemas = { description, input: toJsonSchema(input), ...(output ? { output: toJsonSchema(output) } : {}) }
      return { tool, description, effect, scopes: [...scopes], schemaBytes: Buffer.byteLength(JSON.stringify(schemas)) }
    })
    return { ...this.#present(found), tools }
  }

  #present = (type: ConnectorType): contract.ConnectorType => ({
    type: type.type,
    title: type.title,
    description: type.description,
    category: type.category ?? null,
    keywords: [...(type.keywords ?? [])],
    icon: this.icons.address(type.type),
    provider: providerOf(type),
    baseUrls: { ...type.baseUrls },
    auth: type.auth.map((method) =>
      method.kind === 'none'
        ? { kind: method.kind }
        : { kind: method.kind, title: method.title, ...(method.help === undefined ? {} : { help: method.help }) },
    ),
    configuration: { ...toJsonSchema(configurationOf(type)) },
    toolCount: type.declared.tools.size,
  })
}
