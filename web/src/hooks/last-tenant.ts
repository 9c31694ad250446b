// The tenant that somebody was in last, to begin there the next time.
const NAME = 'sagemcp.tenant'

export const lastTenant = (): string | null => localStorage.getItem(NAME)
export const rememberTenant = (slug: string): void => localStorage.setItem(NAME, slug)
export const forgetTenant = (): void => localStorage.removeItem(NAME)
