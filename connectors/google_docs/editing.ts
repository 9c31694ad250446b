import { compact, type VendorHttp } from '../sdk'
import { edit, ONLY_TABS, readDocument, tabIdOf } from './calls'
import { invalid, type Place } from './identifiers'
import { compose, isPlain, MONOSPACED, PRESETS, type Segment } from './rich/compose'
import { insertRequest, markRequests, segmentRequests } from './rich/requests'
import { urlOf } from './shape'
import { paragraphStarts } from './structure'
import { findTab, type Tab } from './tabs'

/** Enough of a document to know where its paragraphs are. */
const PLACES = 'title,revisionId,tabs(tabProperties,childTabs,documentTab(body))'

const inTab = (tabId: string | undefined) => (tabId === undefined ? {} : { tabId })

interface Text {
  readonly text: string
  readonly format: 'markdown' | 'text'
}

async function tabForEdit(
  http: VendorHttp,
  { id, tab }: Place,
): Promise<{ tab: Tab | undefined; revision: string | undefined }> {
  const { tabs, revisionId } = await readDocument(http, id, { fields: PLACES })
  return { tab: tab === undefined ? tabs[0] : findTab(tabs, tab), revision: revisionId }
}

async function send(http: VendorHttp, id: string, requests: readonly object[], revision?: string) {
  const { revision_id } = await edit(http, id, requests, revision)
  return compact({ url: urlOf(id), revision_id })
}

function composed(text: string): readonly Segment[] {
  const segments = compose(text)
  if (segments.length === 0) throw invalid('text', 'Nothing is left of it as Markdown. Pass format text.')
  return segments
}

/** Plain text needs no look at the document; Markdown does, to know what to format. */
export async function append(http: VendorHttp, place: Place, { text, format }: Text) {
  if (format === 'text') {
    const end = { endOfSegmentLocation: inTab(await tabIdOf(http, place.id, place.tab)) }
    return send(http, place.id, [{ insertText: { ...end, text: text.startsWith('\n') ? text : `\n${text}` } }])
  }
  const segments = composed(text)
  const { tab, revision } = await tabForEdit(http, place)
  const last = tab?.content.body?.content?.at(-1)
  const { startIndex = 1, endIndex = startIndex + 1 } = last ?? {}
  const isEmpty = endIndex - startIndex <= 1
  const tabId = tab?.id || undefined
  const opened = isEmpty ? [] : [{ insertText: { endOfSegmentLocation: inTab(tabId), text: '\n' } }]
  const target = { index: isEmpty ? startIndex : endIndex, tabId, intoEmpty: true }
  return send(http, place.id, [...opened, ...segmentRequests(segments, target)], revision)
}

/** One plain paragraph goes into a line; anything else needs paragraphs of its own. */
function inlineOf(segments: readonly Segment[]) {
  const [only, ...more] = segments
  if (only?.kind !== 'paragraphs' || more.length > 0 || only.paragraphs.length !== 1) return undefined
  const [paragraph] = only.paragraphs
  return paragraph && isPlain(paragraph) ? paragraph : undefined
}

export async function insert(
  http: VendorHttp,
  place: Place,
  { text, format, index, revision_id }: Text & { index: number; revision_id?: string | undefined },
) {
  const segments = format === 'text' ? [] : composed(text)
  const line = format === 'text' ? { text, marks: [] } : inlineOf(segments)
  // Markdown drops the blanks around a text; within a line they part words.
  const [before = '', after = ''] = format === 'text' ? [] : [/^ */.exec(text)?.[0], / *$/.exec(text)?.[0]]
  if (line) {
    const tabId = await tabIdOf(http, place.id, place.tab)
    const inserted = insertRequest(before + line.text + after, index, tabId)
    const requests = [inserted, ...markRequests(line.marks, index + before.length, tabId)]
    return send(http, place.id, requests, revision_id)
  }
  const { tab, revision } = await tabForEdit(http, place)
  const starts = paragraphStarts(tab?.content.body?.content)
  if (!starts.includes(index)) {
    const near = [starts.filter((start) => start < index).at(-1), starts.find((start) => start > index)]
    const places = near.filter((start) => start !== undefined).join(' and ')
    throw invalid('index', `Several paragraphs can only go where one starts; the nearest starts are ${places}.`)
  }
  const target = { index, tabId: tab?.id || undefined, intoEmpty: false }
  return send(http, place.id, segmentRequests(segments, target), revision_id ?? revision)
}

interface Replacement {
  readonly find: string
  readonly replacement: string
  readonly match_case: boolean
  readonly tabs?: readonly string[] | undefined
  readonly revision_id?: string | undefined
}

/** In all tabs unless some are named: an address from the browser has a tab in it that nobody chose. */
export async function replace(
  http: VendorHttp,
  id: string,
  { find, replacement, match_case, tabs, revision_id }: Replacement,
) {
  const known = tabs && (await readDocument(http, id, { fields: ONLY_TABS })).tabs
  const tabIds = tabs?.map((each) => findTab(known ?? [], each).id)
  const replaceAllText = {
    containsText: { text: find, matchCase: match_case },
    replaceText: replacement,
    ...(tabIds ? { tabsCriteria: { tabIds } } : {}),
  }
  const { replies, ...written } = await edit(http, id, [{ replaceAllText }], revision_id)
  return compact({ url: urlOf(id), replaced: replies[0]?.replaceAllText?.occurrencesChanged ?? 0, ...written })
}

interface Range {
  readonly start_index: number
  readonly end_index: number
  readonly revision_id?: string | undefined
}

async function rangeOf(http: VendorHttp, { id, tab }: Place, { start_index, end_index }: Range) {
  if (end_index <= start_index) throw invalid('end_index', 'It must be greater than start_index.')
  return { startIndex: start_index, endIndex: end_index, ...inTab(await tabIdOf(http, id, tab)) }
}

export async function remove(http: VendorHttp, place: Place, where: Range) {
  const range = await rangeOf(http, place, where)
  return send(http, place.id, [{ deleteContentRange: { range } }], where.revision_id)
}

interface Format extends Range {
  readonly style?: string | undefined
  readonly list?: keyof typeof PRESETS | 'none' | undefined
  readonly bold?: boolean | undefined
  readonly italic?: boolean | undefined
  readonly underline?: boolean | undefined
  readonly strikethrough?: boolean | undefined
  readonly code?: boolean | undefined
  readonly link?: string | undefined
}

export async function reformat(http: VendorHttp, place: Place, { style, list, code, link, ...rest }: Format) {
  const { bold, italic, underline, strikethrough } = rest
  const textStyle = compact({
    ...{ bold, italic, underline, strikethrough },
    ...(code ? MONOSPACED : {}),
    link: link ? { url: link } : undefined,
  })
  // What is named as a field and has no value is reset.
  const reset = [...(code === false ? ['weightedFontFamily'] : []), ...(link === '' ? ['link'] : [])]
  const fields = [...Object.keys(textStyle), ...reset]
  if (fields.length === 0 && style === undefined && list === undefined) {
    throw invalid(
      'style',
      'Name at least one thing to change: style, list, bold, italic, underline, strikethrough, code or link.',
    )
  }
  const range = await rangeOf(http, place, rest)
  const namedStyleType = style === 'normal' ? 'NORMAL_TEXT' : style?.toUpperCase()
  const requests = [
    ...(style === undefined
      ? []
      : [{ updateParagraphStyle: { range, paragraphStyle: { namedStyleType }, fields: 'namedStyleType' } }]),
    ...(fields.length === 0 ? [] : [{ updateTextStyle: { range, textStyle, fields: fields.join(',') } }]),
    ...(list === 'none' ? [{ deleteParagraphBullets: { range } }] : []),
    ...(list === undefined || list === 'none'
      ? []
      : [{ createParagraphBullets: { range, bulletPreset: PRESETS[list] } }]),
  ]
  return send(http, place.id, requests, rest.revision_id)
}
