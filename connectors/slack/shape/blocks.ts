import { visible } from '../../sdk'
import { type Names, plain, toMarkdown } from '../mrkdwn'

/*
 * What apps have to say stands in blocks, some inside others. Texts hold Slack's markup unless they are plain or rich
 * text, which mean what they say.
 */
export interface RawBlock {
  readonly type?: string | null
  readonly text?: string | RawBlock | null
  readonly title?: string | RawBlock | null
  readonly alt_text?: string | null
  readonly fields?: readonly RawBlock[] | null
  readonly elements?: readonly RawBlock[] | null
  readonly accessory?: RawBlock | null
  readonly rows?: readonly (readonly RawBlock[])[] | null
  /** Marks of rich text; of a list the kind. */
  readonly style?: Readonly<Record<string, boolean>> | string | null
  readonly indent?: number | null
  readonly url?: string | null
  readonly user_id?: string | null
  readonly channel_id?: string | null
  readonly range?: string | null
  readonly name?: string | null
  readonly fallback?: string | null
}

export const blocksText = (blocks: readonly RawBlock[], names: Names): string =>
  joined(
    blocks.map((block) => blockText(block, names)),
    '\n',
  )

const joined = (parts: readonly string[], by: string): string => parts.filter(Boolean).join(by)

function blockText(block: RawBlock, names: Names): string {
  const inner = (by: string): string =>
    joined(
      (block.elements ?? []).map((each) => blockText(each, names)),
      by,
    )
  switch (block.type) {
    case 'rich_text_section':
      return inline(block, names)
    case 'rich_text_quote':
      return inline(block, names).replace(/^/gm, '> ')
    case 'rich_text_preformatted':
      return `\`\`\`\n${inline(block, names)}\n\`\`\``
    case 'rich_text_list':
      return list(block, names)
    case 'context':
    case 'actions':
      return inner(' ')
    case 'button':
      return block.url ? `[${words(block.text, names)}](${block.url})` : ''
    case 'table':
      return (block.rows ?? []).map((row) => row.map((cell) => blockText(cell, names)).join(' | ')).join('\n')
    default:
      return joined(
        [
          words(block.title, names) || visible(block.alt_text ?? ''),
          typeof block.text === 'string' ? words(block, names) : words(block.text, names),
          ...(block.fields ?? []).map((each) => words(each, names)),
          inner('\n'),
          block.accessory ? blockText(block.accessory, names) : '',
        ],
        '\n',
      )
  }
}

/** The text of a text object, or of a string in its place. */
function words(given: string | RawBlock | null | undefined, names: Names): string {
  if (typeof given === 'string') return toMarkdown(given, names)
  if (typeof given?.text !== 'string') return ''
  return PLAIN.has(given.type ?? '') ? plain(given.text) : toMarkdown(given.text, names)
}

/** No markup of Slack's; a block of Markdown is Markdown already. */
const PLAIN = new Set(['plain_text', 'raw_text', 'markdown'])

const MOST_INDENT = 8

function list({ elements, style, indent }: RawBlock, names: Names): string {
  const before = '  '.repeat(Math.min(Math.max(indent ?? 0, 0), MOST_INDENT))
  return (elements ?? [])
    .map((each, i) => `${before}${style === 'ordered' ? `${i + 1}.` : '-'} ${inline(each, names)}`)
    .join('\n')
}

const inline = ({ elements }: RawBlock, names: Names): string =>
  (elements ?? []).map((each) => piece(each, names)).join('')

function piece(given: RawBlock, names: Names): string {
  const text = typeof given.text === 'string' ? visible(given.text) : ''
  switch (given.type) {
    case 'link':
      return text ? `[${text}](${given.url})` : (given.url ?? '')
    case 'user':
      return `@${names.users.get(given.user_id ?? '') ?? given.user_id}`
    case 'channel':
      return `#${names.channels.get(given.channel_id ?? '') ?? given.channel_id}`
    case 'usergroup':
      return '@group'
    case 'broadcast':
      return `@${given.range}`
    case 'emoji':
      return `:${given.name}:`
    case 'date':
      return visible(given.fallback ?? '')
    default:
      return marked(text, given.style)
  }
}

const MARKS: Readonly<Record<string, string>> = { code: '`', italic: '_', bold: '**', strike: '~~' }

/** Marks hold only next to a word, so spaces at the ends stay outside. */
function marked(text: string, style: RawBlock['style']): string {
  const [, before = '', inside = '', after = ''] = /^(\s*)([^]*?)(\s*)$/.exec(text) ?? []
  if (inside === '' || typeof style !== 'object' || style === null) return text
  const marks = Object.entries(MARKS).flatMap(([name, mark]) => (style[name] ? [mark] : []))
  return `${before}${marks.reduce((all, mark) => `${mark}${all}${mark}`, inside)}${after}`
}

const PERSON = /<@([UW][A-Z0-9]+)|"user_id":"([UW][A-Z0-9]+)"/g

/** Ids of the people whom blocks, or whatever holds some, mention. */
export const mentionedIn = (given: unknown): string[] =>
  [...(JSON.stringify(given) ?? '').matchAll(PERSON)].map(([, mention, user]) => mention ?? user ?? '')
