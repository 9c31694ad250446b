import { visible } from '../sdk'

/*
 * Slack's own markup of messages, turned into Markdown. What stands between < and > is Slack's, for people's angle brackets
 * arrive as entities.
 */
export interface Names {
  readonly users: ReadonlyMap<string, string>
  readonly channels: ReadonlyMap<string, string>
}

export const NO_NAMES: Names = { users: new Map(), channels: new Map() }

const MENTION = /<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>/g
const CODE = /(```[\s\S]+?```|`[^`\n]+`)/

/** Ids of the people whom a text mentions. */
export const mentioned = (text: string): string[] => [...text.matchAll(MENTION)].map(([, id = '']) => id)

const entities = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

/** Text without markup. Slack hides nothing of what somebody typed, so all of it stays that a person can see. */
export const plain = (text: string): string => visible(entities(text))

export function toMarkdown(text: string, names: Names = NO_NAMES): string {
  const parts = text.split(CODE).map((part, i) => (i % 2 === 1 ? code(part, names) : prose(part, names)))
  return plain(parts.join(''))
}

const code = (text: string, names: Names): string => {
  const plain = text.replace(/<([^<>]+)>/g, (_, inside: string) => bracket(inside, names, true))
  return plain.startsWith('```') ? `\`\`\`\n${plain.slice(3, -3).replace(/^\n|\n$/g, '')}\n\`\`\`` : plain
}

/** A mark counts only at the edge of words, as in Slack. What is between two holds none, so that it is read once. */
const marked = (mark: string) =>
  new RegExp(
    `(^|[\\s(>"'_*~])\\${mark}([^\\s${mark}](?:[^\\n${mark}]*[^\\s${mark}])?)\\${mark}(?=$|[\\s).,:;!?"'_*~<])`,
    'gm',
  )
const BOLD = marked('*')
const STRIKE = marked('~')

function prose(text: string, names: Names): string {
  // Links are set aside, so that marks in an address stay what they are.
  const asides: string[] = []
  const aside = (value: string): string => `\u0000${asides.push(value) - 1}\u0000`
  return text
    .replace(/<([^<>]+)>/g, (_, inside: string) => aside(bracket(inside, names, false)))
    .replace(BOLD, '$1**$2**')
    .replace(STRIKE, '$1~~$2~~')
    .replace(/^([ \t]*)[•◦▪][ \t]+/gm, '$1- ')
    .replace(/^&gt; ?/gm, '> ')
    .replace(/\u0000(\d+)\u0000/g, (_, i: string) => asides[Number(i)] ?? '')
}

function bracket(inside: string, names: Names, isCode: boolean): string {
  const [target = '', label = ''] = inside.split(/\|(.*)/s)
  const id = target.slice(1)
  switch (target[0]) {
    case '@':
      return `@${names.users.get(id) ?? (label || id)}`
    case '#':
      return `#${label || (names.channels.get(id) ?? id)}`
    case '!':
      return special(id, label)
    default:
      return isCode || !label || label === target ? target.replace(/^(mailto|tel):/, '') : `[${label}](${target})`
  }
}

/** <!here>, <!subteam^S01|@crew>, <!date^1767222000^{date}|1 January> */
function special(command: string, label: string): string {
  if (label) return label
  const [name = ''] = command.split('^')
  return name === 'subteam' ? '@group' : `@${name}`
}
