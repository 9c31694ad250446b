import type { PersonRef } from '../contracts/common'
import type { Credential } from '../credentials/entity'
import type { EntityManager } from '../db/database'
import { namesOf, personOf } from '../users/store'
import type { Connector } from './entity'
import { credentialsOf } from './store'

/** A credential as it is shown, with who stored or connected it. */
export interface LoadedCredential {
  readonly row: Credential
  readonly connectedBy: PersonRef | null
}

export interface Loaded {
  readonly row: Connector
  readonly credential: LoadedCredential | undefined
}

export async function loadAll(em: EntityManager, tenantId: string, rows: readonly Connector[]): Promise<Loaded[]> {
  const credentials = await credentialsOf(em, tenantId, rows)
  const names = await namesOf(
    em,
    [...credentials.values()].map(({ connectedBy }) => connectedBy),
  )
  return rows.map((row) => {
    const credential = credentials.get(row.credentialId ?? '')
    return {
      row,
      credential: credential && { row: credential, connectedBy: personOf(names, credential.connectedBy) },
    }
  })
}

export async function loadOne(em: EntityManager, row: Connector): Promise<Loaded> {
  const [loaded] = await loadAll(em, row.tenantId, [row])
  return loaded as Loaded
}

export async function loadCredential(em: EntityManager, row: Credential): Promise<LoadedCredential> {
  return { row, connectedBy: personOf(await namesOf(em, [row.connectedBy]), row.connectedBy) }
}
