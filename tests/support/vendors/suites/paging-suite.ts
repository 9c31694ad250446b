import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { ConnectorError } from '../../../../connectors/sdk'
import {
  type Args,
  Ground,
  ITEMS,
  type ListFacts,
  type Page,
  type ToolFacts,
  triedTools,
  type VendorSubject,
} from './subject'

/** Every list of a type, read to its end through the vendor's own form of cursor. */
export function pagingSuite(subject: VendorSubject, facts: ToolFacts): void {
  const ground = new Ground(subject, facts)
  const tools = triedTools(subject.type, facts).filter(({ schema }) => 'cursor' in propertiesOf(schema))
  const lists = tools.filter(({ name }) => name in facts.lists)

  test('every tool with a cursor is tried for paging', () => {
    expect(tools.map(({ name }) => name).sort()).toEqual(Object.keys(facts.lists).sort())
  })

  /** As many a page as the tool allows, but never all of them at once. */
  const argsOf = (tool: (typeof tools)[number]): Args => {
    const { limit } = propertiesOf(tool.schema)
    const size = limit && { limit: Math.min(40, Number(limit['maximum'] ?? 40)) }
    return { ...tool.smallest, ...size, ...facts.lists[tool.name]?.args }
  }
  const cursorsSeen = () =>
    new Set(ground.fake.requests.map(({ url, body, form }) => JSON.stringify([url, body, `${form}`])))

  if (lists.length > 0) {
    describe.each(lists)('$name', (tool) => {
      const { name } = tool

      test(`gives each of ${ITEMS} items once`, async () => {
        ground.fresh(name)
        const list = ground.fill(name, ITEMS)
        const args = argsOf(tool)
        const seen: string[] = []
        let pages = 0
        let cursor: string | undefined
        do {
          const page = (await ground.caller.call(name, { ...args, ...(cursor && { cursor }) })) as Page
          seen.push(...counted(page, list))
          expect(page.has_more).toBe(page.next_cursor !== undefined)
          if (typeof args['limit'] === 'number' && !list.counts)
            expect(page.items.length).toBeLessThanOrEqual(args['limit'])
          cursor = page.next_cursor
          pages += 1
        } while (cursor !== undefined && pages <= ITEMS)
        expect(pages).toBeGreaterThan(1)
        expect({ given: seen.length, distinct: new Set(seen).size }).toEqual({ given: ITEMS, distinct: ITEMS })
        expect(ground.fake.violations).toEqual([])
        // Where the vendor has pages each of ours asks for another; where we cut, all ask the same.
        if (list.sliced) expect(cursorsSeen().size).toBeLessThan(ground.fake.requests.length)
        else expect(cursorsSeen().size).toBeGreaterThanOrEqual(pages)
      })

      test('gives 20 items for few tokens, as they come by default', async () => {
        ground.fresh(name)
        const { tokens = 2_000 } = ground.fill(name, ITEMS)
        const { items, ...rest } = (await ground.caller.call(name, tool.smallest)) as Page
        expect(encode(JSON.stringify({ ...rest, items: items.slice(0, 20) })).length).toBeLessThanOrEqual(tokens)
      })

      test('refuses a cursor of other arguments, and one that it never gave, before anything is sent', async () => {
        ground.fresh(name)
        ground.fill(name, ITEMS)
        const args = argsOf(tool)
        const { next_cursor: cursor } = (await ground.caller.call(name, args)) as Page
        ground.fake.forgetRequests()
        const others = otherThan(args, tool.sets)
        for (const given of [
          { ...others, cursor },
          { ...args, cursor: 'bm90IG9uZSBvZiBvdXJz' },
          { ...args, cursor: '2' },
        ]) {
          const error = await ground.caller.call(name, given).catch((thrown: unknown) => thrown)
          expect(error).toBeInstanceOf(ConnectorError)
          expect(error).toMatchObject({
            code: 'validation',
            message: expect.stringMatching(/^The cursor (?:belongs to a call with different|is not one)/) as string,
            details: { fields: { cursor: expect.any(String) as string } },
          })
        }
        expect(ground.fake.requests).toEqual([])
      })
    })
  }
}

const counted = ({ items }: Page, { counts = () => true }: ListFacts): string[] =>
  items.filter((item) => counts(item)).map((item) => JSON.stringify(item))

/** The same call with one argument changed. */
function otherThan(args: Args, sets: readonly Args[]): Args {
  if (typeof args['limit'] === 'number') return { ...args, limit: args['limit'] - 1 }
  const other = sets.find((set) => !('cursor' in set) && JSON.stringify(set) !== JSON.stringify(args))
  if (!other) throw new Error('There is no other call to try.')
  return other
}

const propertiesOf = (schema: Args) => (schema['properties'] ?? {}) as Readonly<Record<string, Args>>
