/** The public admin API, as a person with a key uses it. Nothing here reaches into the server. */
export interface Reply<T = Record<string, unknown>> {
  readonly status: number
  readonly headers: Headers
  readonly body: T
}

export interface CreatedKey {
  readonly id: string
  readonly key: string
}

export interface CreatedConnector {
  readonly id: string
  readonly slug: string
}

export class Admin {
  constructor(
    readonly origin: string,
    readonly key: string,
  ) {}

  /** Any status is an answer; the caller asserts it. */
  async ask<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Reply<T>> {
    const reply = await fetch(`${this.origin}/api/v1/admin${path}`, {
      method,
      headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    return { status: reply.status, headers: reply.headers, body: (text === '' ? {} : JSON.parse(text)) as T }
  }

  /** As {@link ask}, for steps that must work. */
  async must<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
    const reply = await this.ask<T>(method, path, body)
    if (reply.status >= 300)
      throw new Error(`${method} ${path} answered ${reply.status}: ${JSON.stringify(reply.body)}`)
    return reply.body
  }

  /** The path of a tenant's part of the API. */
  tenant = (tenant: string): string => `/tenants/${tenant}`

  createTenant = (slug: string) => this.must<{ id: string }>('POST', '/tenants', { slug, name: `Tenant ${slug}` })

  setTenantActive = (tenant: string, isActive: boolean) => this.must('PATCH', this.tenant(tenant), { isActive })

  addConnector = (tenant: string, connector: { type: string; slug?: string; configuration?: object }) =>
    this.must<CreatedConnector>('POST', `${this.tenant(tenant)}/connectors`, { name: connector.type, ...connector })

  updateConnector = (tenant: string, id: string, change: { isEnabled?: boolean; isReadOnly?: boolean }) =>
    this.must('PATCH', `${this.tenant(tenant)}/connectors/${id}`, change)

  setToken = (tenant: string, id: string, token: string) =>
    this.must('PUT', `${this.tenant(tenant)}/connectors/${id}/credential`, { token })

  /** `tool` is the full name. */
  setTool = (tenant: string, id: string, tool: string, enabled: boolean) =>
    this.must('PATCH', `${this.tenant(tenant)}/connectors/${id}/tools/${tool}`, { enabled })

  createKey = (tenant: string, key: { scope?: string; readOnly?: boolean; expiresAt?: string } = {}) =>
    this.must<CreatedKey>('POST', `${this.tenant(tenant)}/api-keys`, { name: 'test', scope: 'tenant_user', ...key })

  deleteKey = (tenant: string, id: string) => this.must('DELETE', `${this.tenant(tenant)}/api-keys/${id}`)
}
