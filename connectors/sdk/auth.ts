import type { OAuth2 } from './oauth2'

/** How a tenant proves who it is to the vendor. The secret itself is never seen by connector code. */
export type AuthMethod =
  | { kind: 'none' }
  | OAuth2
  | {
      kind: 'token'
      title: string
      /** Where the person gets one, shown beside the field. */
      help?: string
      /** Default `Bearer`; an empty string sends the bare token. */
      scheme?: string
    }

export const token = (options: { title: string; help?: string; scheme?: string }): AuthMethod => ({
  kind: 'token',
  ...options,
})

export const noAuth = (): AuthMethod => ({ kind: 'none' })
