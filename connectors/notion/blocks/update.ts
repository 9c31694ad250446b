import { compact, type Input, path, type VendorHttp } from '../../sdk'
import { one } from '../calls'
import { wrong } from '../properties/find'
import type { updateBlock } from '../schemas'
import { toBlock } from '../shape/blocks'
import { type BlockRequest, fieldsOf, toBlocks, toRuns } from './from-markdown'
import { contentOf, type RawBlock } from './raw'
import { textRuns } from './rich-text'

/** Blocks whose own text can be set. */
const TEXTS = /^(?:paragraph|heading_[1-4]|bulleted_list_item|numbered_list_item|to_do|toggle|quote|callout|template)$/

/** The type cannot change: Markdown of the same type, or plain text, sets the text. */
function textFields(type: string, markdown: string): object {
  const [block, ...others] = toBlocks(markdown)
  if (!block) return { rich_text: [] }
  const isPlain = block.type === 'paragraph'
  const isHeading = block.type.startsWith('heading_') && type.startsWith('heading_')
  if (others.length > 0 || (fieldsOf(block).children ?? []).length > 0) {
    throw wrong('markdown', 'give the text of one block; append_block_children adds more.')
  }
  if (!isPlain && !isHeading && block.type !== type) {
    throw wrong('markdown', `the block is a ${type} and stays one; give its text alone.`)
  }
  return fieldsOf(block as BlockRequest)
}

function codeFields(markdown: string): object {
  const [block, ...others] = toBlocks(markdown)
  const fence = /^\s*(?:`{3,}|~{3,})[ \t]*(\S*)/.exec(markdown)
  if (!fence || block?.type !== 'code' || others.length > 0) return { rich_text: textRuns(markdown) }
  const { rich_text, language } = fieldsOf(block) as { rich_text: unknown; language: string }
  return { rich_text, ...(fence[1] ? { language } : {}) }
}

function rowFields(block: RawBlock, markdown: string): object {
  const cells = markdown
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => toRuns(cell.replaceAll('\\|', '|').trim()))
  const width = contentOf(block).cells?.length ?? cells.length
  if (cells.length !== width) throw wrong('markdown', `the row has ${width} cells; write them as a | b | c.`)
  return { cells }
}

function fieldsFor(block: RawBlock, markdown: string): object {
  const { type = '' } = block
  if (TEXTS.test(type)) return textFields(type, markdown)
  if (type === 'code') return codeFields(markdown)
  if (type === 'equation') return { expression: markdown.replace(/^\s*\$+|\$+\s*$/g, '').trim() }
  if (type === 'table_row') return rowFields(block, markdown)
  throw wrong('markdown', `a ${type} has no text that can be set; delete_block it and append another.`)
}

export async function changeBlock(http: VendorHttp, input: Input<typeof updateBlock.input>) {
  const { block_id, markdown, checked, restore } = input
  const where = path`/v1/blocks/${block_id}`
  const archived = restore ? false : undefined
  if (markdown === undefined && checked === undefined) {
    return toBlock(one<RawBlock>(await http.patch(where, { body: compact({ archived }) })))
  }
  const block = one<RawBlock>(await http.get(where, { effect: 'read' }))
  const { type = '' } = block
  if (checked !== undefined && type !== 'to_do') throw wrong('checked', `the block is a ${type}, not a to_do.`)
  const fields = {
    ...(markdown === undefined ? {} : fieldsFor(block, markdown)),
    ...(checked === undefined ? {} : { checked }),
  }
  return toBlock(one<RawBlock>(await http.patch(where, { body: compact({ [type]: fields, archived }) })))
}
