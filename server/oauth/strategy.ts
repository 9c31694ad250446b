import OAuth2Strategy from 'passport-oauth2'
import type { OAuth2, TokenReply } from '../../connectors/sdk'
import { issuedTokens, type OAuthApp } from './token-endpoint'

/** Where an attempt keeps what only it may know, between the way to the vendor and the way back. */
export interface AttemptStore {
  /** Returns the `state` for the vendor. */
  begin(verifier: string | undefined): Promise<string>
  /** Returns the PKCE verifier of the attempt that this `state` belongs to; true where it has none, undefined where there is no such attempt. */
  take(state: string | undefined): Promise<string | true | undefined>
}

export interface StrategyParts {
  readonly oauth: OAuth2
  readonly addresses: OAuth2['addresses']
  readonly app: OAuthApp
  readonly callbackUrl: string
  /** What goes to the authorize page besides what OAuth says: scopes too, whose parameter is the vendor's own. */
  readonly parameters: Readonly<Record<string, string>>
  readonly store: AttemptStore
  /** Asks the token address. passport's own way has no time-out, hides the vendor's error codes and goes past the door to vendors. */
  readonly exchange: (code: string, verifier: string | undefined) => Promise<TokenReply>
}

export type Passed = { readonly redirect: string } | { readonly reply: TokenReply } | { readonly refused: true }

interface TokenCallback {
  (error: unknown, accessToken?: string, refreshToken?: string, reply?: TokenReply): void
}

/** passport's authorize request, `state` and PKCE, with our attempts as its store and our exchange. */
class VendorStrategy extends OAuth2Strategy {
  constructor(private readonly parts: StrategyParts) {
    const { oauth, addresses, app, callbackUrl, store } = parts
    super(
      {
        authorizationURL: addresses.authorize,
        tokenURL: addresses.token,
        clientID: app.clientId,
        clientSecret: app.clientSecret ?? '',
        callbackURL: callbackUrl,
        pkce: oauth.authorize?.pkce ?? true,
        skipUserProfile: true,
        store: storeOf(store) as unknown as OAuth2Strategy.StateStore,
      },
      (_access: string, _refresh: string, reply: object, _profile: unknown, done: OAuth2Strategy.VerifyCallback) =>
        done(null, reply),
    )
    Object.assign(this._oauth2, {
      getOAuthAccessToken: (code: string, params: { code_verifier?: string }, done: TokenCallback) => {
        const first = (reply: TokenReply) => ({ reply, token: issuedTokens(oauth, reply)[0]?.accessToken })
        parts
          .exchange(code, params.code_verifier)
          .then(first)
          .then(
            ({ reply, token }) => done(null, token, undefined, reply),
            (error: unknown) => done(error),
          )
      },
    })
  }

  override authorizationParams(): object {
    return { ...this.parts.parameters }
  }

  /** passport would wrap what our exchange throws. */
  _createOAuthError(_message: string, error: unknown): unknown {
    return error
  }
}

type Loaded = (error: unknown, ok?: string | boolean, state?: unknown) => void

/** In passport's shape, which it tells apart by the number of arguments. */
const storeOf = (store: AttemptStore) => ({
  store(_req: unknown, verifier: string | undefined, _state: unknown, _meta: unknown, done: Loaded): void {
    store.begin(verifier).then(
      (state) => done(null, state),
      (error: unknown) => done(error),
    )
  },
  verify(_req: unknown, state: string | undefined, _meta: unknown, done: Loaded): void {
    store.take(state).then(
      (found) => (found === undefined ? done(null, false) : done(null, found)),
      (error: unknown) => done(error),
    )
  },
})

/** One step of passport: to the vendor when the request holds no code, or back from it. Throws what the store and the exchange throw. */
export function pass(parts: StrategyParts, query: Readonly<Record<string, string>>): Promise<Passed> {
  return new Promise((resolve, reject) => {
    const strategy = Object.assign(new VendorStrategy(parts), {
      redirect: (url: string) => resolve({ redirect: url }),
      success: (reply: unknown) => resolve({ reply: reply as TokenReply }),
      fail: () => resolve({ refused: true }),
      error: (error: unknown) => reject(error),
    })
    strategy.authenticate({ query } as never, {})
  })
}
