import type { Caller } from '../auth/caller'
import { userCallerId } from '../auth/callers'
import type { User } from './entity'

/** Whoever did something without proving who they are. */
export const STRANGER = { id: 'stranger', userId: undefined, name: 'not signed in', role: 'nobody' } as const

/** Whoever acts before there is a session of theirs. */
export const actorOf = ({ id, name }: Pick<User, 'id' | 'name'>, role: Caller['role']) => ({
  id: userCallerId(id),
  userId: id,
  name,
  role,
})
