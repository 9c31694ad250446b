import { Rotation } from '../contracts/master-keys'
import type { Database } from '../db/database'
import { AppError } from '../errors'
import { endpoint, type Endpoint } from '../http/endpoint'
import type { MasterKeys } from './master-keys'

export const masterKeyRoutes = (db: Database, masterKeys: MasterKeys): Endpoint[] => [
  endpoint({
    method: 'POST',
    path: '/api/v1/admin/master-key-rotations',
    summary: 'Read the secret keys again, and wrap every data key by the first of them',
    permission: 'platform-keys:write',
    audit: 'master-key.rotate',
    reply: Rotation,
    handle: async ({ audit }) => {
      await masterKeys.reload().catch((error: unknown) => {
        throw new AppError('conflict', 'The secret keys that are configured now cannot be used. Nothing was changed.', {
          hint: 'The log of the server says why.',
          cause: error,
        })
      })
      const rotated = await masterKeys.rotate()
      await db.withSystem((em) => audit(em, { tenantId: null, target: rotated.keyId, details: { ...rotated } }))
      return rotated
    },
  }),
]
