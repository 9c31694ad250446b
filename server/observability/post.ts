import type { Reply } from '../vendors/exchange'
import { type VendorsConfig, Vendors } from '../vendors/vendors'

/** Sends; what the other says in words is of no use here. */
export type Post = (headers: Readonly<Record<string, string>>, body: string | Buffer) => Promise<Omit<Reply, 'bytes'>>

const PATIENCE_MS = 10_000
const MAX_ANSWER_BYTES = 64 * 1024

/** Where the operator says, be it private, and nowhere else. */
export function postTo(url: URL, config: VendorsConfig): { post: Post; close: () => void } {
  const vendors = new Vendors({ ...config, allowedPrivateHosts: [url.host] })
  const post: Post = (headers, data) => {
    const limits = { signal: AbortSignal.timeout(PATIENCE_MS), maxBytes: MAX_ANSWER_BYTES, accept: [] }
    return vendors.send({ method: 'POST', url, headers, data }, limits)
  }
  return { post, close: () => vendors.close() }
}
