import type { Memory, VendorHttp } from '../sdk'

/** What the helpers of this type need of one call. */
export interface Vendor {
  readonly http: VendorHttp
  readonly memory: Memory
  /** The site that an admin chose for the connector, by id or host name, where the account has several. */
  readonly place: string | undefined
}

const MINUTE_S = 60

/** Asks once in a while for what seldom changes. */
export async function remembered<T extends NonNullable<unknown>>(
  { memory }: Vendor,
  key: string,
  ask: () => Promise<T>,
): Promise<T> {
  const known = memory.get(key) as T | undefined
  if (known !== undefined) return known
  const found = await ask()
  memory.set(key, found, 10 * MINUTE_S)
  return found
}
