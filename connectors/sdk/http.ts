import type { ConnectorError } from './errors'
import type { VendorPath } from './path'

export type QueryValue = string | number | boolean | readonly (string | number)[] | undefined

export interface VendorRequest {
  /** Undefined values are left out; arrays repeat the name. */
  query?: Readonly<Record<string, QueryValue>>
  headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  body?: unknown
  /** Sent as application/x-www-form-urlencoded. */
  form?: Readonly<Record<string, QueryValue>>
  /** Sent as it is, with this media type. */
  raw?: { readonly type: string; readonly data: string | Uint8Array }
  /** `read`: a look-up of a tool that changes something. It changes nothing, so it is tried again like a read. */
  effect?: 'read'
  /** Which of the type's declared base URLs; the first when omitted. */
  base?: string
  /** How the reply is read. Default `json`. `bytes` gives a Uint8Array. */
  as?: 'json' | 'text' | 'bytes'
  /** Replies larger than this many bytes end as `too_large`. Default 10 MB. */
  maxBytes?: number
  /** Statuses besides 2xx that are an answer, not a failure (say 404 for "does it exist?"). */
  accept?: readonly number[]
}

export interface VendorResponse<T> {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: T
}

export interface SignedUpload {
  readonly method: 'POST' | 'PUT'
  readonly bytes: Uint8Array
  /** Media type. Default: application/octet-stream. */
  readonly type?: string
}

/** A reply that is not an answer; the type's `explain` may say what it means before the defaults do. */
export interface VendorFailure {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Parsed JSON when it was JSON, else text. Untrusted. */
  readonly body: unknown
}

export type Explain = (failure: VendorFailure) => ConnectorError | undefined

/**
 * The author's only way out. It adds the credential, refuses every host that the type did not declare, follows no
 * redirect with the credential, retries by the tool's effect, and throws {@link ConnectorError}.
 */
export interface VendorHttp {
  get<T = unknown>(path: VendorPath, request?: VendorRequest): Promise<VendorResponse<T>>
  post<T = unknown>(path: VendorPath, request?: VendorRequest): Promise<VendorResponse<T>>
  put<T = unknown>(path: VendorPath, request?: VendorRequest): Promise<VendorResponse<T>>
  patch<T = unknown>(path: VendorPath, request?: VendorRequest): Promise<VendorResponse<T>>
  delete<T = unknown>(path: VendorPath, request?: VendorRequest): Promise<VendorResponse<T>>
  /**
   * A path, or a link from a reply to a host of the type's `linkHosts`: asks it with the credential, and follows a redirect
   * to a host of `signedLinkHosts` without it.
   */
  download(
    where: VendorPath | URL,
    request?: Pick<VendorRequest, 'query' | 'headers' | 'base' | 'maxBytes'>,
  ): Promise<VendorResponse<Uint8Array>>
  /** Sends bytes, without the credential, to a link from a reply to a host of the type's `signedLinkHosts`. */
  upload(link: URL, upload: SignedUpload): Promise<VendorResponse<string>>
}
