import type { ConnectorType, PromptDefinition, ResourceDefinition } from '../../connectors/sdk'
import type { AccountIndex } from '../credentials/account-index'
import type { CompiledTool } from './compiled-tool'
import type { Offer } from './offer'
import type { RuleIndex } from './rule-index'

/** Everything a call needs to know about a tenant, read-only. Made by `snapshots.ts`. */
export interface Snapshot {
  readonly tenant: { readonly id: string; readonly slug: string; readonly name: string; readonly isActive: boolean }
  /** Its own limits; undefined: that of the server. */
  readonly limits: {
    readonly callsPerMinute: number | undefined
    readonly callsPerDay: number | undefined
    readonly callerCallsPerDay: number | undefined
    readonly streams: number | undefined
    readonly callerStreams: number | undefined
  }
  /** The tenant's data key, still wrapped; only `credentials/` unwraps it. */
  readonly wrappedKey: Buffer
  /** Sealed. Whose of them a call runs with, `credentials/accounts.ts` decides. */
  readonly accounts: AccountIndex
  /** Sorted by slug, so that lists are the same every time. Disabled ones too: the offer leaves them out. */
  readonly connectors: readonly SnapshotConnector[]
  readonly rules: RuleIndex
  /** Worked out when they are asked for, by `offerFor`. */
  readonly offers: Map<string, Offer>
}

export interface SnapshotConnector {
  readonly id: string
  readonly slug: string
  /** What people call it. */
  readonly name: string
  readonly type: ConnectorType
  /** The platform lets the tenant use the type. If not, the type is not even asked what it offers. */
  readonly isAllowed: boolean
  readonly isEnabled: boolean
  readonly isReadOnly: boolean
  readonly configuration: Readonly<Record<string, unknown>>
  readonly account: 'shared' | 'personal'
  /** The tenant's account that it uses when it is shared. */
  readonly credentialId: string | undefined
  /** Sorted by name. */
  readonly tools: readonly CompiledTool[]
  readonly disabledTools: ReadonlySet<string>
  readonly prompts: readonly PromptDefinition[]
  readonly resources: readonly ResourceDefinition[]
}
