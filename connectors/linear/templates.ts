import { markdown, type VendorHttp, visible, z } from '../sdk'
import { read } from './calls'
import { TEAM_TEMPLATES } from './documents'
import { editorMarkdown } from './editor-text'

const Team = z.object({
  key: z.string(),
  templates: z.object({
    nodes: z.array(
      z.object({ id: z.string(), name: z.string(), description: z.string().nullish(), templateData: z.unknown() }),
    ),
    pageInfo: z.object({ hasNextPage: z.boolean() }),
  }),
})

const Prefilled = z.object({
  title: z.string().nullish().catch(undefined),
  description: z.string().nullish().catch(undefined),
  descriptionData: z.unknown().optional(),
})

const MOST = 50

/** The issue templates of a team, each a chapter of one Markdown page. */
export async function readTemplates(http: VendorHttp, teamId: string): Promise<string> {
  const variables = { id: teamId, first: MOST, filter: { type: { eq: 'issue' } } }
  const { key, templates } = await read(http, 'team', Team, TEAM_TEMPLATES, variables)
  const chapters = templates.nodes.map(({ name, description, templateData }) => {
    const { title, text } = prefilled(templateData)
    return [`# ${line(name)}`, description && line(description), title && `Title: ${line(title)}`, text]
      .filter(Boolean)
      .join('\n\n')
  })
  const more = templates.pageInfo.hasNextPage ? [`Only the first ${MOST} are shown.`] : []
  return chapters.length === 0 ? `Team ${key} has no issue templates.` : [...chapters, ...more].join('\n\n---\n\n')
}

const line = (text: string): string => visible(text).replaceAll(/\s+/g, ' ').trim()

function prefilled(data: unknown): { title?: string | undefined; text?: string } {
  const { success, data: found } = Prefilled.safeParse(parsed(data))
  if (!success) return {}
  const text = editorMarkdown(parsed(found.descriptionData)) ?? found.description
  return { title: found.title ?? undefined, text: markdown(text).trim() }
}

/** Both the whole and the text in it come as JSON in a string, or as JSON. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value) as unknown
  } catch {
    return undefined
  }
}
