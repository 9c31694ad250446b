import type { Validation } from '../../../../server/contracts/connectors'
import type { Words } from '../../ui/toast'

/** What the vendor answered when it was asked whether an account works. */
export function inWords(found: Validation, name: string): Words {
  if (found.ok) {
    const whose = found.account === undefined ? undefined : `Calls run as ${found.account}.`
    return { title: `${name} works.`, description: whose }
  }
  const description = [found.message, found.hint].filter(Boolean).join(' ')
  return { look: 'bad', title: `${name} does not work.`, description }
}
