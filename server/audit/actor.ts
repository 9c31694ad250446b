import type { ToolCall } from '../contracts/audit'

/** Who it was, as it was stored, and who that person is now. */
export interface ActorRow {
  readonly actor: string
  readonly actorName: string
  readonly userId: string | null
  /** Null for nobody who is a member now. */
  readonly personName: string | null
  readonly personEmail: string | null
}

type Actor = Pick<ToolCall, 'actor' | 'actorKind' | 'actorName' | 'person'>

export const actorOf = ({ actor, actorName, userId, personName, personEmail }: ActorRow): Actor => ({
  actor,
  actorKind: kindOf(actor),
  // Rows of before names were stored.
  actorName: actorName === '' ? (personName ?? actor) : actorName,
  person: userId === null ? null : { id: userId, name: personName, email: personEmail },
})

const kindOf = (actor: string): Actor['actorKind'] =>
  actor.startsWith('user:') ? 'user' : actor.startsWith('grant:') ? 'grant' : 'key'
