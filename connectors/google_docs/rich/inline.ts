import type { RichInline } from '../../sdk'
import type { RawElement, RawTabContent, RawTextStyle } from '../vendor'

/** A leaf of a paragraph and how it is marked. */
interface Piece {
  readonly node: RichInline
  readonly link?: string | undefined
  readonly strike?: boolean | undefined
  readonly bold?: boolean | undefined
  readonly italic?: boolean | undefined
}

const MONOSPACED = /\b(mono|courier|consolas|menlo|monaco|inconsolata|code)\b|mono$/i
/** What a soft line break is in a text run. */
const LINE_BREAK = '\u000B'

export const isCode = ({ weightedFontFamily }: RawTextStyle = {}): boolean =>
  MONOSPACED.test(weightedFontFamily?.fontFamily ?? '')

/** Printed as it is, without escapes: our own words in brackets. */
export const placeholder = (what: string, about?: string): RichInline => ({
  type: 'html',
  value: `[${what}${about ? `: ${about.replace(/[[\]<>\s]+/g, ' ').trim()}` : ''}]`,
})

export const image = (embedded: { title?: string; description?: string } | undefined): RichInline =>
  placeholder('image', embedded?.title || embedded?.description)

const literal = (value: string): RichInline => ({ type: 'text', value })
const linked = (text: string, url: string | undefined): Piece => ({ node: literal(text), link: url })

function linkOf({ link }: RawTextStyle): string | undefined {
  if (!link) return undefined
  const heading = link.heading?.id ?? link.headingId
  const bookmark = link.bookmark?.id ?? link.bookmarkId
  const tab = link.heading?.tabId ?? link.bookmark?.tabId ?? link.tabId
  const place = heading ? `#heading=${heading}` : bookmark ? `#bookmark=${bookmark}` : ''
  return link.url ?? (tab ? `?tab=${tab}${place}` : place || undefined)
}

function pieces(element: RawElement, tab: RawTabContent, isHeading: boolean): Piece[] {
  const { textRun, person, richLink, dateElement, footnoteReference, inlineObjectElement, equation } = element
  if (textRun) {
    const { content = '', textStyle: style = {} } = textRun
    const { bold, italic, strikethrough: strike } = style
    const marks = { link: linkOf(style), strike, bold: bold && !isHeading, italic }
    return content
      .replace(/\n$/, '')
      .split(LINE_BREAK)
      .flatMap((line, i): Piece[] => [
        ...(i > 0 ? [{ node: { type: 'break' } as const }] : []),
        ...(line === ''
          ? []
          : [{ node: isCode(style) ? { type: 'inlineCode' as const, value: line } : literal(line), ...marks }]),
      ])
  }
  if (person) {
    const { name, email } = person.personProperties ?? {}
    return [linked(name ?? email ?? 'person', email && `mailto:${email}`)]
  }
  if (richLink) {
    const { title, uri } = richLink.richLinkProperties ?? {}
    return [linked(title ?? uri ?? 'link', uri)]
  }
  if (dateElement) {
    const { displayText, timestamp } = dateElement.dateElementProperties ?? {}
    return [linked(displayText ?? timestamp ?? '', undefined)]
  }
  if (footnoteReference) {
    const label = footnoteReference.footnoteNumber ?? footnoteReference.footnoteId ?? '?'
    return [{ node: { type: 'html', value: `[^${label}]` } }]
  }
  if (inlineObjectElement) {
    const object = tab.inlineObjects?.[inlineObjectElement.inlineObjectId ?? '']
    return [{ node: image(object?.inlineObjectProperties?.embeddedObject) }]
  }
  return equation ? [{ node: placeholder('equation') }] : []
}

const sameMarks = (a: Piece, b: Piece): boolean =>
  a.link === b.link && !a.strike === !b.strike && !a.bold === !b.bold && !a.italic === !b.italic

/** Google splits a run for reasons that Markdown does not know. */
function joined(all: readonly Piece[]): Piece[] {
  const out: Piece[] = []
  for (const piece of all) {
    const last = out.at(-1)
    const isText = (node: RichInline) => node.type === 'text' || node.type === 'inlineCode'
    if (last && isText(last.node) && last.node.type === piece.node.type && sameMarks(last, piece)) {
      const value = (last.node as { value: string }).value + (piece.node as { value: string }).value
      out[out.length - 1] = { ...last, node: { ...last.node, value } as RichInline }
    } else out.push(piece)
  }
  return out
}

/** `**bold **` is no Markdown: blanks at the ends of a marked text go outside. */
function trimmed(piece: Piece): Piece[] {
  if (piece.node.type !== 'text' || !(piece.link || piece.strike || piece.bold || piece.italic)) return [piece]
  const [, before = '', core = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(piece.node.value) ?? []
  const plain = (text: string): Piece[] => (text === '' ? [] : [{ node: literal(text) }])
  return [...plain(before), ...(core === '' ? [] : [{ ...piece, node: literal(core) }]), ...plain(after)]
}

type Mark = 'link' | 'strike' | 'bold' | 'italic'
const WRAP: readonly [Mark, (value: string, children: never[]) => RichInline][] = [
  ['link', (url, children) => ({ type: 'link', url, children })],
  ['strike', (_, children) => ({ type: 'delete', children })],
  ['bold', (_, children) => ({ type: 'strong', children })],
  ['italic', (_, children) => ({ type: 'emphasis', children })],
]

/** Neighbours with a mark in common share its node, the outer marks first. */
function nested(all: readonly Piece[], [next, ...rest] = WRAP): RichInline[] {
  if (!next) return all.map(({ node }) => node)
  const [mark, wrap] = next
  const out: RichInline[] = []
  for (let from = 0; from < all.length;) {
    const value = all[from]?.[mark] || undefined
    let to = from + 1
    while (to < all.length && (all[to]?.[mark] || undefined) === value) to++
    const inner = nested(all.slice(from, to), rest)
    out.push(...(value === undefined ? inner : [wrap(String(value), inner as never[])]))
    from = to
  }
  return out
}

/** Blanks at the ends of a line mean nothing, and Markdown would have to spell them out. */
function withoutEdges(all: readonly Piece[]): Piece[] {
  const isEdge = (piece: Piece | undefined): boolean => piece === undefined || piece.node.type === 'break'
  return all.flatMap((piece, i): Piece[] => {
    if (piece.node.type !== 'text') return [piece]
    let { value } = piece.node
    if (isEdge(all[i - 1])) value = value.trimStart()
    if (isEdge(all[i + 1])) value = value.trimEnd()
    return value === '' ? [] : [{ ...piece, node: literal(value) }]
  })
}

export function inline(elements: readonly RawElement[] = [], tab: RawTabContent, isHeading = false): RichInline[] {
  const all = joined(elements.flatMap((element) => pieces(element, tab, isHeading)))
  return nested(withoutEdges(joined(all.flatMap(trimmed))))
}
