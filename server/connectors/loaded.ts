import type { PersonRef } from '../contracts/common'
import type { Credential } from '../credentials/entity'
import type { EntityManager } from '../db/database'
import { namesOf, personOf } from '../users/store'
import type { Connector } from './entity'
import type { ToolSummary } from './service'
import { credentialsOf, disabledToolsOf } from './store'

/** A credential as it is shown, with who stored or connected it. */
export interface LoadedCredential {
  readonly row: Credential
  readonly connectedBy: PersonRef | null
}

export interface Loaded {
  readonly row: Connector
  readonly credential: LoadedCredential | undefined
  readonly tools: { readonly total: number; readonly enabled: number }
}

type ToolsOf = (connector: Connector) => Promise<readonly ToolSummary[]>

export async function loadAll(
  em: EntityManager,
  tenantId: string,
  rows: readonly Connector[],
  toolsOf: ToolsOf,
): Promise<Loaded[]> {
  const off = await disabledToolsOf(em, tenantId, rows)
  const credentials = await credentialsOf(em, tenantId, rows)
  const names = await namesOf(
    em,
    [...credentials.values()].map(({ connectedBy }) => connectedBy),
  )
  const all = rows.map(async (row) => {
    const credential = credentials.get(row.credentialId ?? '')
    // A type that cannot say what it offers offers nothing.
    const tools = await toolsOf(row).catch(() => [])
    return {
      row,
      credential: credential && { row: credential, connectedBy: personOf(names, credential.connectedBy) },
      tools: { total: tools.length, enabled: tools.filter(({ tool }) => !off.get(row.id)?.has(tool)).length },
    }
  })
  return Promise.all(all)
}

export async function loadOne(em: EntityManager, row: Connector, toolsOf: ToolsOf): Promise<Loaded> {
  const [loaded] = await loadAll(em, row.tenantId, [row], toolsOf)
  return loaded as Loaded
}

export async function loadCredential(em: EntityManager, row: Credential): Promise<LoadedCredential> {
  return { row, connectedBy: personOf(await namesOf(em, [row.connectedBy]), row.connectedBy) }
}
