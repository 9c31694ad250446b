import { ConnectorError } from '../sdk'
import type { RawTab, RawTabContent } from './vendor'

export interface Tab {
  readonly id: string
  readonly title: string
  readonly parent: string | undefined
  readonly level: number
  readonly content: RawTabContent
}

/** All tabs in the order of the editor: each before its children. */
export const flatten = (tabs: readonly RawTab[], parent?: string, level = 0): Tab[] =>
  tabs.flatMap(({ tabProperties = {}, documentTab = {}, childTabs = [] }) => {
    const { tabId: id = '', title = '' } = tabProperties
    return [{ id, title, parent, level, content: documentTab }, ...flatten(childTabs, id, level + 1)]
  })

const MOST_SHOWN = 30

/** By id or title. Never guesses: several of one title, or none, name the candidates. */
export function findTab(tabs: readonly Tab[], wanted: string): Tab {
  const byId = tabs.find(({ id }) => id === wanted)
  if (byId) return byId
  const same = (title: string): boolean => title.trim().toLowerCase() === wanted.trim().toLowerCase()
  const found = tabs.filter(({ title }) => same(title))
  const [only] = found
  if (only && found.length === 1) return only
  const candidates = (only ? found : tabs).slice(0, MOST_SHOWN).map(({ id, title }) => `${id} (${title})`)
  const what = only ? 'Several tabs have this title' : 'There is no such tab'
  const why = `${what}. Pass an id: ${candidates.join(', ')}`
  throw new ConnectorError('validation', `Invalid arguments. tab: ${why}`, { fields: { tab: why } })
}
