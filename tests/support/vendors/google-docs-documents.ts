import { BadEdit, TabText } from './google-docs-body'
import { no } from './google-docs-errors'
import { DOCUMENT_SAMPLE } from './google-docs-samples'
import type { Item } from './items'
import type { Answer } from './vendor-description'

/** Documents that are there, as they were made or all with the same content, until somebody edits one. */
export class Documents {
  /** By id: how those began that are not as the others. */
  readonly made = new Map<string, Item>()
  readonly #edited = new Map<string, { tabs: Map<string, TabText>; revision: number }>()

  get(id: string): Item {
    const edited = this.#edited.get(id)
    const given: Item = { ...DOCUMENT_SAMPLE, ...this.made.get(id), documentId: id }
    if (!edited) return given
    const revisionId = revisionOf(edited.revision)
    return { ...given, revisionId, tabs: withText(given['tabs'] as Item[], edited.tabs) }
  }

  /** All of it or nothing. */
  edit(id: string, { requests = [], writeControl = {} }: Batch): Answer {
    const revision = this.#edited.get(id)?.revision ?? 1
    const { requiredRevisionId = revisionOf(revision) } = writeControl
    if (requiredRevisionId !== revisionOf(revision)) return no(400, { message: 'The document has another revision.' })
    const tabs = textsOf(this.get(id)['tabs'] as Item[])
    try {
      const replies = requests.map((request) => apply(request, tabs))
      this.#edited.set(id, { tabs, revision: revision + 1 })
      return {
        status: 200,
        body: { documentId: id, replies, writeControl: { requiredRevisionId: revisionOf(revision + 1) } },
      }
    } catch (error) {
      if (error instanceof BadEdit) return no(400, { message: `Invalid requests: ${error.message}` })
      throw error
    }
  }
}

const revisionOf = (revision: number): string => `${String(DOCUMENT_SAMPLE['revisionId']).slice(0, -1)}${revision}`

export interface Batch {
  requests?: readonly Item[]
  writeControl?: { requiredRevisionId?: string }
}

export const idOf = (each: Item): string => String((each['tabProperties'] as Item)['tabId'])
const contentIn = (each: Item): unknown => ((each['documentTab'] as Item)['body'] as Item)['content']

const textsOf = (tabs: readonly Item[]): Map<string, TabText> =>
  new Map(
    tabs.flatMap((each): [string, TabText][] => [
      [idOf(each), new TabText(contentIn(each))],
      ...textsOf(each['childTabs'] as Item[]),
    ]),
  )

const withText = (tabs: readonly Item[], texts: ReadonlyMap<string, TabText>): Item[] =>
  tabs.map((each) => ({
    ...each,
    documentTab: {
      ...(each['documentTab'] as Item),
      body: { content: texts.get(idOf(each))?.content },
    },
    childTabs: withText(each['childTabs'] as Item[], texts),
  }))

interface Place {
  tabId?: string
  index?: number
  startIndex?: number
  endIndex?: number
}
interface Edit {
  location?: Place
  endOfSegmentLocation?: Place
  range?: Place
  text?: string
  rows?: number
  columns?: number
  containsText?: { text?: string; matchCase?: boolean }
  replaceText?: string
  tabsCriteria?: { tabIds?: readonly string[] }
}

/** One edit, and what Google says to it. */
function apply(request: Item, tabs: ReadonlyMap<string, TabText>): Item {
  const [[kind, given] = ['', {}]] = Object.entries(request)
  const edit = given as Edit
  const found = (tabId: string | undefined): TabText => {
    const text = tabId === undefined ? [...tabs.values()][0] : tabs.get(tabId)
    if (!text) throw new BadEdit(`there is no tab ${tabId}.`)
    return text
  }
  if (kind === 'replaceAllText') {
    const { containsText: { text = '', matchCase = false } = {}, replaceText = '', tabsCriteria } = edit
    const chosen = tabsCriteria ? (tabsCriteria.tabIds ?? []).map(found) : [...tabs.values()]
    const changed = chosen.map((each) => each.replace(text, replaceText, matchCase)).reduce((a, b) => a + b, 0)
    return { replaceAllText: changed > 0 ? { occurrencesChanged: changed } : {} }
  }
  const place = edit.location ?? edit.endOfSegmentLocation ?? edit.range ?? {}
  const { index = 0, startIndex = 0, endIndex = 0 } = place
  const text = found(place.tabId)
  if (kind === 'insertText' && edit.endOfSegmentLocation) text.append(edit.text ?? '')
  else if (kind === 'insertText') text.insert(index, edit.text ?? '')
  else if (kind === 'insertTable') text.insertTable(index, edit.rows ?? 0, edit.columns ?? 0)
  else if (kind === 'deleteContentRange') text.delete(startIndex, endIndex)
  else if (kind === 'createParagraphBullets') text.bullet(startIndex, endIndex)
  else text.inside(startIndex, endIndex)
  return {}
}
