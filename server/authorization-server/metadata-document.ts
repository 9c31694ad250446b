import type { Vendors } from '../vendors/vendors'
import { clientMetadata } from './client-metadata'

const MAX_BYTES = 16 * 1024

/**
 * How the provider fetches a client's metadata document: through a door that refuses private addresses when it
 * connects. What the document says is put right in the same way as a registration.
 */
export const metadataDocument =
  (documents: Pick<Vendors, 'document'>) =>
  async (input: string | URL | Request, { signal }: RequestInit = {}): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input)
    const { status, headers, bytes } = await documents.document(url, {
      signal: signal ?? new AbortController().signal,
      maxBytes: MAX_BYTES,
      accept: [],
    })
    if (status !== 200 || !bytes) return new Response(null, { status: status === 200 ? 502 : status })
    const given = JSON.parse(bytes.toString('utf8')) as unknown
    if (typeof given !== 'object' || given === null) throw new Error('a metadata document is an object')
    const age = headers['cache-control']
    // What the provider refuses in a document must still be there for it to see.
    const { client_secret, client_secret_expires_at } = given as Record<string, unknown>
    const body = { ...clientMetadata(given as Record<string, unknown>), client_secret, client_secret_expires_at }
    return new Response(JSON.stringify(body), {
      headers: { 'content-type': 'application/json', ...(age === undefined ? {} : { 'cache-control': age }) },
    })
  }
