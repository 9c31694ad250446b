import { facets, usedFacets } from '../arguments'
import { type Args, Ground, type ToolFacts, triedTools, type VendorSubject } from './subject'

/** Every tool of a type, with everything that its schema allows, against the vendor's own description. */
export function contractSuite(subject: VendorSubject, facts: ToolFacts): void {
  const ground = new Ground(subject, facts)
  const tools = triedTools(subject.type, facts)

  describe.each(tools)('$name', ({ name, schema, smallest, sets, apart }) => {
    test('the argument sets use every argument, enum value and union branch', () => {
      const used = new Set(sets.flatMap((set) => usedFacets(schema, set)))
      expect(facets(schema).filter((facet) => !used.has(facet))).toEqual([])
    })

    test('the vendor accepts the requests of every argument set, and the results fit the output schema', async () => {
      expect(ground.caller.declaration(name).output).toBeDefined()
      let cursors = 0
      for (const set of sets) {
        ground.fresh(name)
        const args = await ground.withCursor(name, set)
        if ('cursor' in args) cursors += 1
        const error = await ground.caller.call(name, args).then(
          () => undefined,
          (thrown: unknown) => thrown,
        )
        const { violations, requests } = ground.fake
        expect({ args, violations, error, requests: requests.length > 0 }).toEqual({
          args,
          violations: [],
          error: undefined,
          requests: true,
        })
      }
      // Without one, name every operation that it lists from.
      if (name in facts.lists) expect(cursors).toBeGreaterThan(0)
    })

    test('every optional argument reaches the vendor, or is known to be ours alone', async () => {
      const asked = async (set: Args) => {
        ground.fresh(name)
        await ground.caller.call(name, await ground.withCursor(name, set))
        const seen = ground.fake.requests.map(({ base, method, url, body, form }) => ({
          base,
          method,
          url,
          body,
          form: form?.toString(),
        }))
        return JSON.stringify(seen)
      }
      const usual = await asked(smallest)
      const silent: string[] = []
      for (const argument of Object.keys(schema['properties'] ?? {})) {
        if (argument in smallest) continue
        const requests: string[] = []
        const own = apart.includes(argument) ? apart : [argument]
        for (const set of sets.filter((each) => argument in each && differsOnlyIn(own, each, smallest))) {
          requests.push(await asked(set))
        }
        if (requests.every((each) => each === usual)) silent.push(argument)
      }
      expect(silent.sort()).toEqual([...(facts.local?.[name] ?? [])].sort())
    })
  })

  test('what is said about tools is about tools that are there', () => {
    const known = new Set(tools.map(({ name }) => name))
    const named = [...Object.keys(facts.local ?? {}), ...Object.keys(facts.lists)]
    expect(named.filter((name) => !known.has(name))).toEqual([])
  })
}

const differsOnlyIn = (own: readonly string[], set: Args, smallest: Args): boolean =>
  Object.keys({ ...set, ...smallest }).every(
    (name) => own.includes(name) || JSON.stringify(set[name]) === JSON.stringify(smallest[name]),
  )
