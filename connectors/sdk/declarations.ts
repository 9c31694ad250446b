import type { z } from 'zod'
import type { AuthMethod } from './auth'
import type { ConnectorInstance } from './context'
import type { Connector } from './face'
import type { Explain } from './http'
import type { Schema } from './schema'

/**
 * What a call does to the vendor's data. It gives the four MCP hints, decides what read-only mode allows and which calls
 * may be sent again: `read` any time; the others only when the vendor refused them.
 */
export type Effect = 'read' | 'write' | 'update' | 'destroy'

export interface ToolDeclaration<I extends Schema = Schema, O extends Schema = Schema> {
  /** Default: the method's name in snake_case. On the wire it is prefixed with the connector's slug. */
  name?: string
  title?: string
  /** What it does, when to use it and when a sibling is better, what comes back, limits. */
  description: string
  input: I
  output?: O
  effect: Effect
  /** Vendor scopes the call needs. They never change the list: a call that lacks one says so. */
  scopes: readonly string[]
  /** Scopes that widen what the call reaches. They are asked for when an account is connected; without them it works as far as it can. */
  optionalScopes?: readonly string[]
  /** Which of the account's tokens the call is made with, where the vendor gives several. Default: the first. */
  token?: string
  /** Earlier names that still answer but are not listed, without the prefix. */
  aliases?: readonly string[]
}

export interface PromptDeclaration<A extends z.ZodObject = z.ZodObject> {
  name?: string
  title?: string
  description: string
  /** String fields; those that are enums complete. */
  arguments?: A
}

export interface ResourceDeclaration {
  /** A fixed URI, or a template with {name} for one segment and {+name} for the rest. */
  uri: string
  name: string
  title?: string
  description: string
  mimeType?: string
  /** The tool that gives the same. Who may not use that tool is not offered this either. */
  tool?: string
}

export interface ConnectorDeclaration {
  /** The folder's name: ^[a-z][a-z0-9_]{0,24}$ */
  type: string
  title: string
  description: string
  /** What it is for, in a word; the catalogue is sorted by it. */
  category?: string
  /** What people who look for it may type, besides title and description. */
  keywords?: readonly string[]
  /** Named base URLs; the first is the default. A tenant may override the default with `configuration.baseUrl`. */
  baseUrls: Readonly<Record<string, string>>
  /** Host patterns (`*.example.com`) of signed links, which are fetched without the credential. */
  signedLinkHosts?: readonly string[]
  /** Host patterns of links in the vendor's replies that want the credential, such as files. See `http.download`. */
  linkHosts?: readonly string[]
  /** Sent with every request. */
  headers?: Readonly<Record<string, string>>
  auth: readonly AuthMethod[]
  /** What an admin may set besides `baseUrl`. */
  configuration?: z.ZodObject
  /** The vendor's own way to say what went wrong; what it leaves undefined gets the defaults. */
  explain?: Explain
}

export interface Declared {
  readonly tools: ReadonlyMap<string, { method: string; declaration: ToolDeclaration }>
  readonly prompts: ReadonlyMap<string, { method: string; declaration: PromptDeclaration }>
  readonly resources: readonly { method: string; declaration: ResourceDeclaration }[]
}

export type ConnectorClass = new (instance: ConnectorInstance) => Connector

interface Draft {
  declaration?: ConnectorDeclaration
  tools: Map<string, { method: string; declaration: ToolDeclaration }>
  prompts: Map<string, { method: string; declaration: PromptDeclaration }>
  resources: { method: string; declaration: ResourceDeclaration }[]
}

const drafts = new WeakMap<object, Draft>()

export function draft(proto: object): Draft {
  let found = drafts.get(proto)
  if (!found) drafts.set(proto, (found = { tools: new Map(), prompts: new Map(), resources: [] }))
  return found
}

export const declaredBy = (cls: ConnectorClass): Declared => draft(cls.prototype as object)
export const declarationOf = (cls: ConnectorClass): ConnectorDeclaration | undefined =>
  draft(cls.prototype as object).declaration

export type ResourceBody = string | { text: string; mimeType?: string } | { blob: string; mimeType?: string }
