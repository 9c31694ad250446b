import { createHash } from 'node:crypto'
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider'
import { open, seal } from '../credentials/seal'
import type { Database } from '../db/database'
import {
  consumeArtifact,
  findArtifact,
  keepArtifact,
  removeArtifact,
  removeGrant,
  saveArtifact,
  touchGrant,
} from './store'

/** A client that registered itself and that nobody allowed anything is forgotten. */
const UNUSED_CLIENT_S = 86_400

const hashOf = (id: string): Buffer => createHash('sha256').update(id).digest()

/** Ends a grant with everything issued under it, in every process. False when there was none. */
export async function endGrant(
  db: Database,
  where: { id: string; tenantId?: string; userId?: string },
): Promise<boolean> {
  return db.withSystem(async (em) => {
    const grant = await removeGrant(em, where)
    if (grant) await db.announce(em, grant.tenantId)
    return grant !== undefined
  })
}

/** Where oidc-provider keeps what it remembers. Ids are stored as hashes and payloads sealed: they repeat the id. */
export class Artifacts {
  constructor(
    private readonly db: Database,
    private readonly key: Buffer,
  ) {}

  /** The library's own session only repeats who is signed in, which `BrowserSessions` knows: it is never stored. */
  readonly adapterFor = (kind: string): Adapter => (kind === 'Session' ? NOTHING : this.#adapter(kind))

  /** Lets a registered client live as long as the grant that it was given. */
  async keepClient(clientId: string, until: Date): Promise<void> {
    await this.db.withSystem((em) => keepArtifact(em, 'Client', hashOf(clientId), until))
  }

  #adapter(kind: string): Adapter {
    const { db, key } = this
    const aad = (idHash: Buffer): string => `platform|oauth_artifacts|${kind}/${idHash.toString('hex')}|payload`
    return {
      upsert: async (id, payload, expiresIn) => {
        const idHash = hashOf(id)
        const grantId = kind === 'Grant' ? id : (payload.grantId ?? null)
        await db.withSystem(async (em) => {
          await saveArtifact(em, {
            kind,
            idHash,
            grantId,
            payload: seal(key, JSON.stringify(payload), aad(idHash)),
            expiresAt: new Date(Date.now() + (expiresIn || UNUSED_CLIENT_S) * 1_000),
          })
          if (kind === 'RefreshToken' && grantId !== null) await touchGrant(em, grantId)
        })
      },
      find: async (id) => {
        const idHash = hashOf(id)
        const row = await db.withSystem((em) => findArtifact(em, kind, idHash))
        if (!row) return undefined
        const payload = JSON.parse(open(key, row.payload, aad(idHash))) as AdapterPayload
        return row.consumedAt ? { ...payload, consumed: Math.floor(row.consumedAt.getTime() / 1_000) } : payload
      },
      consume: async (id) => {
        // Of two that come at once with the same code or token, one is refused.
        const first = await db.withSystem((em) => consumeArtifact(em, kind, hashOf(id)))
        if (!first) throw new errors.InvalidGrant('already used')
      },
      destroy: async (id) => {
        if (kind === 'Grant') await endGrant(db, { id })
        else await db.withSystem((em) => removeArtifact(em, kind, hashOf(id)))
      },
      revokeByGrantId: async (id) => void (await endGrant(db, { id })),
      findByUid: async () => undefined,
      findByUserCode: async () => undefined,
    }
  }
}

const nothing = async (): Promise<undefined> => undefined

const NOTHING: Adapter = {
  upsert: nothing,
  find: nothing,
  findByUid: nothing,
  findByUserCode: nothing,
  consume: nothing,
  destroy: nothing,
  revokeByGrantId: nothing,
}
