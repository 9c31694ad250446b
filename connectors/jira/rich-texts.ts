import { answer, ConnectorError, path, z } from '../sdk'
import { richParts } from './adf'
import { raw } from './shape/read'
import type { Vendor } from './vendor'

const Issue = z.object({ fields: z.record(z.string(), z.unknown()) })

/** Documents that would take the place of another. One without content clears, as it was asked to. */
const isText = (value: unknown): boolean => {
  const { type, content } = raw(value)
  return type === 'doc' && Array.isArray(content) && content.length > 0
}

/**
 * Markdown has no pictures of Jira's, no panels and so on, so that a text which was read and is written back would lose
 * them. Refuses that before anything is changed.
 */
export async function keepRichTexts({ http }: Vendor, key: string, fields: Readonly<Record<string, unknown>>) {
  const ids = Object.keys(fields).filter((id) => isText(fields[id]))
  if (ids.length === 0) return
  const query = { fields: ids.join(',') }
  const { body } = await http.get(path`/rest/api/3/issue/${key}`, { query, effect: 'read' })
  const { fields: present } = answer(Issue, body)
  for (const id of ids) {
    const stays = richParts(fields[id])
    const lost = [...richParts(present[id])].filter((part) => !stays.has(part)).sort()
    if (lost.length === 0) continue
    throw new ConnectorError(
      'conflict',
      `The ${id} holds ${lost.join(', ')}, which Markdown would lose. Nothing changed.`,
      {
        fields: { [id]: `holds ${lost.join(', ')}` },
        hint: 'Say it with add_comment instead or, once the person agreed to lose them, set lose_rich_content.',
      },
    )
  }
}
