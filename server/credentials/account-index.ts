import type { SealedCredential } from './sealed-credential'

/** A tenant's accounts, found without a walk. */
export class AccountIndex {
  readonly #byId = new Map<string, SealedCredential>()
  readonly #personal = new Map<string, SealedCredential[]>()
  readonly #parts = new Map<string, SealedCredential>()

  constructor(all: readonly SealedCredential[]) {
    for (const each of all) {
      this.#byId.set(each.id, each)
      if (each.mainId !== null) this.#parts.set(`${each.mainId}|${each.tokenName}`, each)
      else if (each.userId !== null) {
        const key = `${each.userId}|${each.provider}`
        this.#personal.set(key, [...(this.#personal.get(key) ?? []), each])
      }
    }
  }

  /** The tenant's own; a person's is never found by its id. */
  shared(id: string): SealedCredential | undefined {
    const found = this.#byId.get(id)
    return found?.userId === null ? found : undefined
  }

  /** A person's accounts at a provider, which may be on several servers of it. */
  personal(userId: string, provider: string): readonly SealedCredential[] {
    return this.#personal.get(`${userId}|${provider}`) ?? []
  }

  /** Another token of the same connection. */
  part(main: SealedCredential, tokenName: string): SealedCredential | undefined {
    return main.tokenName === tokenName ? main : this.#parts.get(`${main.id}|${tokenName}`)
  }
}

/** Shared by all tenants that have none. */
export const NO_ACCOUNTS = new AccountIndex([])
