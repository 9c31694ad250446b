import type { ApiKey } from '../../../../server/contracts/api-keys'

/** What a key may do, in words. */
export const SCOPE_WORDS: Readonly<Record<ApiKey['scope'], { title: string; hint: string }>> = {
  tenant_user: { title: 'Use tools', hint: 'What its person may use, or any member when it belongs to nobody.' },
  tenant_admin: { title: 'Manage the tenant', hint: 'Connectors, people and keys, besides using tools.' },
  platform_admin: { title: 'Run the platform', hint: 'All tenants.' },
}

export const LASTS = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: 'never', label: 'Until it is deleted' },
] as const

export type Lasts = (typeof LASTS)[number]['value']

export const endOf = (lasts: Lasts, now = Date.now()): string | undefined =>
  lasts === 'never' ? undefined : new Date(now + Number(lasts) * 86_400_000).toISOString()
