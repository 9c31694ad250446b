import type { TenantRef } from '../tenants/tenant-ref'

export const CALLBACK_PATH = '/api/v1/oauth/callback'
export const OWN_SERVER_PATH = '/api/v1/oauth/servers'

/**
 * Where a vendor sends the browser back: one address for all tenants. Servers that a tenant runs get another, not below it:
 * a hostile one could otherwise have the vendor send its answer into an attempt of its own and be handed the code.
 */
export const callbackUrl = (
  publicUrl: string,
  { slug }: Pick<TenantRef, 'slug'>,
  provider: string,
  baseUrl: string | null | undefined,
): string => publicUrl + callbackPath(slug, provider, baseUrl)

export const callbackPath = (slug: string, provider: string, baseUrl: string | null | undefined): string =>
  baseUrl == null ? CALLBACK_PATH : `${OWN_SERVER_PATH}/${slug}/${provider}/callback`
