import { Authorization, declined } from './authorization'
import { openBrowser } from './browser'
import { Callback } from './callback'
import { type Credential, Refusal } from './credential'
import { exclusively } from './process-lock'
import type { Grant, PendingSignIn, SignInStore } from './sign-in-store'
import { explainTrouble } from './trouble'

/** A token that ends sooner is renewed first. */
const SPARE_MS = 60_000
/** How long a browser that was sent away is waited for. */
const SIGN_IN_MS = 600_000
/** A client that gives up on the bridge and starts another one soon does not get another tab. */
const SAME_TAB_MS = 120_000
const AGAIN = 'Start this client again to get another try, or run the bridge with --login in a terminal.'

export interface SignInOptions {
  readonly endpoint: URL
  /** Allows http:// to other machines. */
  readonly insecure: boolean
  /** False: people open the address themselves. */
  readonly browser: boolean
  readonly store: SignInStore
  readonly log: (line: string) => void
  /** A person is needed; the words are for whoever waits for them. */
  readonly waiting: (words: string) => void
}

/**
 * What a person allowed in a browser. It is kept on this computer and shared by every bridge of the endpoint, so whatever
 * changes it happens under the lock: a refresh token that is used twice ends the grant, and two tabs ask the same question.
 */
export class SignIn implements Credential {
  readonly holder = 'The account that signed in'
  readonly belongs = 'this account is a member of the tenant'
  readonly #authorization: Authorization
  readonly #closed = new AbortController()
  #rejected: string | undefined
  /** The token before this one was refused, too. */
  #doubted = false
  /** One sign-in that came to nothing is enough: this process asks nobody again. */
  #mayAsk = true

  constructor(private readonly options: SignInOptions) {
    this.#authorization = new Authorization(options.endpoint, options.insecure)
  }

  async token(): Promise<string> {
    const known = this.options.store.read().grant
    if (known && this.#isGood(known)) return known.accessToken
    return this.#exclusively(async (joined) => {
      const { grant, pending } = this.options.store.read()
      if (grant && this.#isGood(grant)) return grant.accessToken
      const renewed = grant && (await this.#renew(grant))
      if (renewed) return renewed.accessToken
      // Whoever waited for another process's sign-in does not ask the same person at once when it came to nothing.
      if (joined && !pending) this.#mayAsk = false
      if (!this.#mayAsk) throw new Refusal(`Nobody is signed in. ${AGAIN}`)
      return (await this.#ask(pending)).accessToken
    })
  }

  accepted(): void {
    this.#doubted = false
    this.#mayAsk = true
  }

  rejected(token: string, ended?: string): string | undefined {
    this.#rejected = token
    if (this.#doubted && ended === undefined) return 'The server refuses the sign-in that it has just given (401).'
    this.#doubted = true
    return undefined
  }

  close(): void {
    this.#closed.abort()
  }

  /** A new sign-in, in place of what there is. */
  async login(): Promise<void> {
    await this.#exclusively(async (joined) => {
      const { grant, pending } = this.options.store.read()
      // Somebody has just signed in where this one waited.
      if (joined && !pending && grant) return
      await this.#ask(pending, true)
      if (grant) await this.#revoke(grant)
    })
  }

  async logout(): Promise<void> {
    await this.#exclusively(async () => {
      const { grant } = this.options.store.read()
      this.options.store.remove()
      if (grant) await this.#revoke(grant)
    })
  }

  #isGood({ accessToken, expiresAt }: Grant): boolean {
    return accessToken !== this.#rejected && expiresAt - SPARE_MS > Date.now()
  }

  /** `joined`: another process asked a person meanwhile. */
  #exclusively<T>(act: (joined: boolean) => Promise<T>): Promise<T> {
    let joined = false
    const waiting = (): void => {
      const { pending } = joined ? {} : this.options.store.read()
      if (!pending || !isOpen(pending)) return
      joined = true
      this.#tell(pending)
    }
    return exclusively(this.options.store.file, { signal: this.#closed.signal, waiting }, () => act(joined))
  }

  /** Not to be given up half-way: the server has already forgotten the old token when the new one arrives. */
  async #renew(grant: Grant): Promise<Grant | undefined> {
    const { store, log } = this.options
    const renewed = await this.#authorization.renew(grant)
    store.write({ grant: renewed })
    if (!renewed) log('The sign-in has ended.')
    return renewed
  }

  async #revoke(grant: Grant): Promise<void> {
    await this.#authorization.revoke(grant).catch((error: unknown) => {
      const trouble = explainTrouble(error)
      this.options.log(
        `The earlier sign-in could not be ended at the server: ${trouble}. End it in your account there.`,
      )
    })
  }

  async #ask(left: PendingSignIn | undefined, insist = false): Promise<Grant> {
    const { store, browser } = this.options
    const resumed = left && (await resume(left))
    const callback = resumed ?? (await Callback.open(0))
    try {
      const pending =
        left && resumed ? left : { ...(await this.#authorization.begin(callback.port)), since: Date.now() }
      store.write({ ...store.read(), pending })
      this.#tell(pending)
      if (browser && (insist || !resumed || Date.now() - pending.since > SAME_TAB_MS)) openBrowser(pending.url)
      return await this.#answered(callback, pending)
    } finally {
      callback.close()
    }
  }

  async #answered(callback: Callback, pending: PendingSignIn): Promise<Grant> {
    const { store } = this.options
    const { signal: closed } = this.#closed
    const patience = { ms: pending.since + SIGN_IN_MS - Date.now(), signal: closed }
    try {
      return await callback.answer(pending.state, patience, async (url) => {
        try {
          const grant = await this.#authorization.redeem(pending, url)
          store.write({ grant })
          return grant
        } catch (error) {
          throw error instanceof Refusal ? error : new Refusal(declined(error) ?? didNotWork(error), { cause: error })
        }
      })
    } catch (error) {
      // Who comes next goes on waiting for the same browser.
      if (closed.aborted) throw error
      store.write({ ...store.read(), pending: undefined })
      this.#mayAsk = false
      throw new Refusal(`${(error as Error).message} ${AGAIN}`, { cause: error })
    }
  }

  #tell({ url }: PendingSignIn): void {
    this.options.log(`Open this address to sign in: ${url}`)
    this.options.waiting(`Sign in first, then ask again. Open this address in a browser: ${url}`)
  }
}

const didNotWork = (error: unknown): string => `The sign-in did not work: ${explainTrouble(error)}.`

const isOpen = ({ since }: PendingSignIn): boolean => since <= Date.now() && Date.now() < since + SIGN_IN_MS

/** Listens again where the browser of an earlier process will come to, unless that was long ago or the port is taken. */
const resume = async (pending: PendingSignIn): Promise<Callback | undefined> =>
  isOpen(pending) ? Callback.open(pending.port).catch(() => undefined) : undefined
