import type { ToolCall } from '../../../../server/contracts/audit'

type Actor = Pick<ToolCall, 'actorKind' | 'actorName' | 'person'>

const KINDS: Readonly<Record<ToolCall['actorKind'], string>> = {
  user: 'at a browser',
  key: 'with the key',
  grant: 'through',
}

/** The person, or the key where it is nobody's. */
export const nameOf = ({ person, actorName }: Actor): string => person?.name ?? actorName

/** The same with the key or client that was used. */
export function whoOf({ actorKind, actorName, person }: Actor): string {
  if (person === null) return actorKind === 'key' ? `The key ${actorName}, which is nobody's` : actorName
  if (person.name === null) return `${actorName}, who has left`
  if (actorKind === 'user' || actorName === person.name) return person.name
  return `${person.name} ${KINDS[actorKind]} ${actorName}`
}
