import type { EntityManager } from '../db/database'
import { isUniqueViolation } from '../db/errors'
import { AppError } from '../errors'
import { User } from './entity'
import { normalEmail } from './store'

export function insertUser(
  em: EntityManager,
  { email, ...rest }: Pick<User, 'email' | 'name' | 'passwordHash' | 'isPlatformAdmin'>,
): Promise<User> {
  return em.save(em.create(User, { email: normalEmail(email), ...rest, isActive: true }))
}

/** Runs work that makes a user. */
export async function takenEmail<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isUniqueViolation(error, 'users_email_key')) throw error
    throw new AppError('conflict', 'There is an account with this e-mail address.', { fields: { email: 'Is taken.' } })
  }
}
