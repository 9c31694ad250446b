import type { Item } from '../vendors/items'
import { linear } from '../vendors/linear'
import { harbor, type Workspace } from '../vendors/linear-samples'
import { linearWorld } from '../vendors/linear-world'
import type { VendorDescription } from '../vendors/vendor-description'
import { LINKS, PEOPLE } from './harbor'

/** Linear's workspace of the harbor. It remembers changes by itself; here its people and its issue get their places. */
export function linearDemo(): VendorDescription {
  const space: Workspace = harbor()
  const [ada, ben] = space['users'] ?? []
  for (const [user, { linear: id, name, email, login }] of [
    [ada, PEOPLE.ada],
    [ben, PEOPLE.ben],
  ] as const) {
    Object.assign(user as Item, { id, name, email, displayName: login })
  }
  const [dark] = space['issues'] ?? []
  Object.assign(dark as Item, {
    url: LINKS.linear,
    description: `After the power cut the lamp **stays dark**.\n\n- Ticket: ${LINKS.jira}\n- Code: ${LINKS.github}`,
    attachments: [{ id: '5eaf0000-0000-4000-8000-000000000131', title: 'Lighthouse plan', url: LINKS.google }],
  })
  return { ...linear(), world: () => linearWorld(space) }
}
