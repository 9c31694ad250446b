import { answer, compact, ConnectorError, type Input, markdown, path, type VendorHttp, z } from '../sdk'
import { treesToMarkdown } from './blocks/to-markdown'
import { readWhole } from './blocks/tree'
import { MARKDOWN_VERSION } from './calls'
import type { getPageContent, updatePageContent } from './schemas'

/** About ten thousand tokens. */
const WINDOW = 40_000
const DEPTH = 5

const RawMarkdown = z.object({
  markdown: z.string(),
  truncated: z.boolean().nullish(),
  unknown_block_ids: z.array(z.string()).nullish(),
})

async function asMarkdown(http: VendorHttp, id: string, include_transcript: boolean) {
  const { body } = await http.get(path`/v1/pages/${id}/markdown`, {
    query: { include_transcript: include_transcript || undefined },
    headers: MARKDOWN_VERSION,
  })
  const { markdown: text, truncated, unknown_block_ids } = answer(RawMarkdown, body)
  return { text: markdown(text), unread: unknown_block_ids ?? [], cut: truncated ?? false }
}

async function asBlocks(http: VendorHttp, id: string) {
  const { trees, unread } = await readWhole(http, id, DEPTH)
  return { text: markdown(treesToMarkdown(trees)), unread, cut: unread.length > 0 }
}

/** As many whole lines from `start` as fit; at least one. */
function lineWindow(text: string, start: number) {
  const lines = text.split('\n')
  let size = 0
  const from = lines.slice(start - 1)
  const end = from.findIndex((line, i) => (size += line.length + 1) > WINDOW && i > 0)
  const next = end < 0 ? undefined : start + end
  return { markdown: (end < 0 ? from : from.slice(0, end)).join('\n'), total_lines: lines.length, next_line: next }
}

const MAX_UNREAD = 20

export async function readContent(http: VendorHttp, input: Input<typeof getPageContent.input>) {
  const { page_id, format, start_line, include_transcript } = input
  const read = format === 'blocks' ? await asBlocks(http, page_id) : await asMarkdown(http, page_id, include_transcript)
  const { markdown: text, total_lines, next_line } = lineWindow(read.text, start_line)
  // Asked for again, the page itself would be cut at the same place.
  const unread = read.unread.filter((id) => id !== page_id)
  const hints = [
    ...(next_line === undefined ? [] : [`Go on with start_line ${next_line}.`]),
    ...(unread.length > 0 ? ['Parts are missing: call this with each id of unread_block_ids as page_id.'] : []),
    ...(unread.length < read.unread.length
      ? ['There are more blocks than fit here: list_block_children has all.']
      : []),
  ]
  return compact({
    id: page_id,
    markdown: text,
    total_lines,
    next_line,
    truncated: read.cut || next_line !== undefined ? true : undefined,
    unread_block_ids: unread.slice(0, MAX_UNREAD),
    hint: hints.join(' ') || undefined,
  })
}

/** The whole page, for a resource. */
export const wholeContent = async (http: VendorHttp, id: string): Promise<string> =>
  (await asMarkdown(http, id, false)).text

export async function changeContent(http: VendorHttp, input: Input<typeof updatePageContent.input>) {
  const { page_id, edits, replace_all, allow_deleting_content } = input
  const content_updates = edits?.map(({ find, replace, every }) =>
    compact({ old_str: find, new_str: replace, replace_all_matches: every || undefined }),
  )
  const body = content_updates
    ? { type: 'update_content', update_content: { content_updates, allow_deleting_content } }
    : { type: 'replace_content', replace_content: { new_str: replace_all, allow_deleting_content } }
  const reply = await http
    .patch(path`/v1/pages/${page_id}/markdown`, { headers: MARKDOWN_VERSION, body })
    .catch((error: unknown) => throwRefused(error, content_updates !== undefined))
  const text = markdown(answer(RawMarkdown, reply.body).markdown)
  return { id: page_id, updated: true, total_lines: text === '' ? 0 : text.split('\n').length }
}

function throwRefused(error: unknown, isEdit: boolean): never {
  if (!(error instanceof ConnectorError) || error.code !== 'validation') throw error
  throw new ConnectorError('validation', 'Notion refused the change; the page is as it was.', {
    ...error.details,
    hint: isEdit
      ? 'Read get_page_content again: each find must be there exactly so, and once: make it longer until it is unique, or set every. Child pages go only with allow_deleting_content.'
      : 'Keep the tags of child pages and databases in the text, or set allow_deleting_content once the person agreed.',
  })
}
