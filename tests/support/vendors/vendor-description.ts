import type { Judge, Judgement, VendorCall } from './contract'

/** Whose token it is, and what it was granted. Without scopes it may do everything. */
export interface Account {
  tenant: string
  scopes?: readonly string[]
}

export interface Answer {
  status: number
  /** A string or a Buffer goes as it is; anything else as JSON. */
  body?: unknown
  headers?: Readonly<Record<string, string>>
}

/** One request that the vendor would take. */
export interface Asked extends VendorCall {
  /** The operation, as the judge names it. */
  id: string
  /** Which of the connector type's base URLs. */
  base: string
  url: URL
  params: Judgement['params']
  /** Of an answer that is no failure. */
  status: number
  account: Account
  /** Where signed links go, which must not see the credential. */
  signedUrl: string
  /** Where links to files go, which want it. */
  linkUrl: string
}

/** What a vendor holds; the fake makes a new one whenever it forgets. */
export interface World {
  answer(asked: Asked): Answer
  /** The body of a list operation that holds this many items, each another one. */
  holding(asked: Asked, count: number): unknown
}

/** One base URL of a connector type. */
export interface Base {
  /** Below the fake's origin, such as `/api`. The judge sees the path after it. */
  prefix: string
  judge: Judge
}

/** How one vendor speaks: what a {@link FakeVendor} needs to stand in its place. */
export interface VendorDescription {
  /** By the names of the connector type's base URLs. */
  bases: Readonly<Record<string, Base>>
  world: () => World
  say: {
    unauthorized(): Answer
    /** To a request that is malformed. */
    refused(violations: readonly string[]): Answer
    unknownAddress(): Answer
    missingScope(account: Account, needed: readonly string[]): Answer
  }
  /** Cuts a list to the page asked for and says how to go on. Throws {@link RefusedCursor}. */
  page?(given: Answer, asked: Asked): Answer
  /** How a token stands in the Authorization header. Default: `Bearer <token>`. */
  credential?: RegExp
  /** What is wrong with the headers; without it, only that a request names who it is. */
  headers?(judged: Judgement, call: VendorCall): string[]
  /** What the vendor refuses although its document does not say so. */
  unwritten?(judged: Judgement, call: VendorCall): string[]
  /** Whether the account may call what needs these scopes. Default: it has all of them. */
  grants?(account: Account, needed: readonly string[]): boolean
  /** Sent with every answer to an account. */
  accountHeaders?(account: Account, needed: readonly string[]): Record<string, string>
  /** What a signed link gives after bytes were sent to it. */
  uploaded?(bytes: Buffer, url: string): Answer
}

/** A request goes on where the vendor never said it could. */
export class RefusedCursor extends Error {}
