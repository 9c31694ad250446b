export interface SealedCredential {
  readonly id: string
  /** Origins the token was stored for; it is sent to no other. */
  readonly origins: readonly string[]
  readonly accessToken: Buffer
}
