import type { RawBlock, RawElement, RawTabContent } from '../vendor'

const textOf = ({ textRun, person, richLink, dateElement }: RawElement): string =>
  textRun?.content ??
  person?.personProperties?.name ??
  person?.personProperties?.email ??
  richLink?.richLinkProperties?.title ??
  richLink?.richLinkProperties?.uri ??
  dateElement?.dateElementProperties?.displayText ??
  ''

const lines = (content: readonly RawBlock[] = []): string =>
  content
    .map(({ paragraph, table }) =>
      table
        ? `${(table.tableRows ?? []).map(({ tableCells = [] }) => tableCells.map((cell) => lines(cell.content).trim()).join('\t')).join('\n')}\n`
        : (paragraph?.elements ?? []).map(textOf).join('').replaceAll('\u000B', '\n'),
    )
    .join('')

/** One tab without any formatting. */
export const toText = (tab: RawTabContent): string => lines(tab.body?.content).trim()
