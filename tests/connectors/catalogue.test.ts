import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import '../../connectors'
import { type ConnectorType, defaultRegistry, type ToolDefinition } from '../../connectors/sdk'
import { compileTool, type ListedTool } from '../../server/tools/compiled-tool'
import { printJson } from '../support/snapshot-json'
import facts from './catalogue.json'

/*
 * The product's promise: which tools there are, and that each can be chosen, called and afforded by a model. Its words and
 * schemas are in snapshots, so that a change of them is a decision.
 */

interface Fact {
  connector: string
  name: string
  effect: string
  alias?: string
  /** Whether the vendor wants any scope for it; either where this is left out. */
  scoped?: boolean
}

interface Tool extends ToolDefinition {
  listed: ListedTool
}

const LIMITS = { name: 50, words: [20, 600], mean: 300, most: 600, output: 250 } as const

const HINTS: Readonly<Record<string, object>> = {
  read: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  write: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  update: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  destroy: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
}

const types = defaultRegistry.all()
const promised = facts as readonly Fact[]

const toolsOf = ({ type, declared }: ConnectorType): Tool[] =>
  [...declared.tools].map(([name, { declaration }]) => {
    const definition = { ...declaration, name }
    return { ...definition, listed: compileTool(type, definition).listed }
  })

test('every promised type is there, and no other', () => {
  expect(types.map(({ type }) => type)).toEqual([...new Set(promised.map(({ connector }) => connector))].sort())
})

describe.each(types)('$type', (type) => {
  const tools = toolsOf(type)
  const own = promised.filter(({ connector }) => connector === type.type)

  test('has exactly the promised tools, with their effects and earlier names', () => {
    const line = (name: string, effect: string, aliases: readonly string[] = []) => [name, effect, ...aliases].join(' ')
    const found = tools.map(({ name, effect, aliases }) => line(name, effect, aliases))
    const wanted = own.map(({ name, effect, alias }) => line(name, effect, alias === undefined ? [] : [alias]))
    expect(found.sort()).toEqual(wanted.sort())
  })

  test('names are short, in one form, and nobody else is called so', () => {
    const names = tools.flatMap(({ name, aliases = [] }) => [name, ...aliases])
    expect(names.filter((name) => !/^[a-z][a-z0-9_]*$/.test(name))).toEqual([])
    expect(names.filter((name) => `${type.type}_${name}`.length > LIMITS.name)).toEqual([])
    expect(new Set(names).size).toBe(names.length)
  })

  test('descriptions say something, and not too much', () => {
    const [least, most] = LIMITS.words
    const odd = tools.filter(({ description: { length } }) => length < least || length > most)
    expect(odd.map(({ name, description }) => [name, description.length])).toEqual([])
    expect(new Set(tools.map(({ description }) => description)).size).toBe(tools.length)
  })

  test('the four hints follow from the effect', () => {
    expect(tools.map(({ name, listed }) => [name, listed.annotations])).toEqual(
      tools.map(({ name, effect }) => [name, HINTS[effect]]),
    )
  })

  test('schemas are objects, and unknown arguments are refused', () => {
    const problems = tools.flatMap(({ name, listed: { inputSchema, outputSchema } }) => [
      ...(inputSchema['additionalProperties'] === false ? [] : [`${name} takes unknown arguments`]),
      ...(inputSchema.type === 'object' ? [] : [`${name} takes no object`]),
      ...(outputSchema?.type === 'object' ? [] : [`${name} has no output schema of an object`]),
    ])
    expect(problems).toEqual([])
  })

  test('scopes are declared where the vendor wants some', () => {
    const scoped = new Map(own.map((fact) => [fact.name, fact.scoped]))
    const odd = tools.filter(({ name, scopes }) => (scoped.get(name) ?? scopes.length > 0) !== scopes.length > 0)
    expect(odd.map(({ name, scopes }) => [name, scopes])).toEqual([])
    const all = tools.flatMap(({ scopes }) => [...scopes])
    expect(all.filter((scope) => !/^[!-~]+(?: [!-~]+)?$/.test(scope))).toEqual([])
  })

  test('a tool that a description names is there', () => {
    expect(tools.flatMap((tool) => strangers(tool, tools, type.type).map((word) => `${tool.name}: ${word}`))).toEqual(
      [],
    )
  })

  test('its page names every tool', () => {
    const page = join(__dirname, '../../docs/connectors', `${type.type}.md`)
    const code = existsSync(page) ? readFileSync(page, 'utf8').match(/`[^`\n]+`/g) : []
    const words = new Set((code ?? []).join(' ').match(/[a-z][a-z0-9_]*/g))
    const prefixed = (name: string) => `${type.type}_${name}`
    expect(tools.map(({ name }) => name).filter((name) => !words.has(name) && !words.has(prefixed(name)))).toEqual([])
  })

  test('the whole of it is small enough to offer', () => {
    const costs = tools.map(({ name, listed: { name: full, description, inputSchema, outputSchema } }) => ({
      name,
      input: tokens({ name: full, description, inputSchema }),
      output: outputSchema ? tokens(outputSchema) : 0,
    }))
    const total = costs.reduce((sum, { input }) => sum + input, 0)
    const mean = Math.round(total / costs.length)
    const each = costs.map(({ name, input, output }) => `  ${name} ${input} in, ${output} out\n`)
    process.stdout.write(
      `${type.type}: ${costs.length} tools, ${total} tokens in, mean ${mean}, ` +
        `most ${Math.max(...costs.map(({ input }) => input))}; ` +
        `most out ${Math.max(...costs.map(({ output }) => output))}\n${each.join('')}`,
    )
    expect(mean).toBeLessThanOrEqual(LIMITS.mean)
    expect(costs.filter(({ input, output }) => input > LIMITS.most || output > LIMITS.output)).toEqual([])
  })

  test('nothing that a client sees changed unnoticed', () => {
    const file = join(__dirname, 'snapshots', `${type.type}.json`)
    const remake = `UPDATE_CATALOGUE=1 npx jest tests/connectors/catalogue --selectProjects app -t '^${type.type} '`
    const now = tools.map(({ scopes, aliases = [], listed }) => {
      const { name, description, inputSchema, outputSchema, annotations } = listed
      return { name, description, inputSchema, outputSchema, annotations, scopes, aliases }
    })
    if (process.env['UPDATE_CATALOGUE'] === '1') writeFileSync(file, `${printJson(now)}\n`)
    if (!existsSync(file))
      throw new Error(`There is no snapshot of ${type.type}. When its tools are right, make it: ${remake}`)
    const then = byName(JSON.parse(readFileSync(file, 'utf8')))
    const changed = Object.entries({ ...then, ...byName(now) }).filter(
      ([name]) => JSON.stringify(then[name]) !== JSON.stringify(byName(now)[name]),
    )
    if (changed.length === 0) return
    process.stdout.write(`If the change of ${type.type} is meant: ${remake}\n`)
    expect(byName(now)).toEqual(then)
  })
})

test('the words of a description that look like a tool are found', () => {
  const schema = { type: 'object' as const, properties: { list_id: {}, kind: { enum: ['get_all'] } } }
  const listed = { inputSchema: schema } as unknown as ListedTool
  const tool = (name: string, description: string) => ({ name, description, listed }) as unknown as Tool
  const given = 'Use list_lamps or get_lamp, list_id or get_all; not harbor_get_lamp.'
  const all = [tool('get_lamp', given), tool('list_lights', '')]
  expect(strangers(all[0] as Tool, all, 'harbor')).toEqual(['list_lamps', 'harbor_get_lamp'])
})

/** Snake-case words of a description that begin like a tool of the type, or with the type itself, and are none. */
function strangers({ description, listed }: Tool, tools: readonly Tool[], type: string): string[] {
  const names = new Set(tools.flatMap(({ name, aliases = [] }) => [name, ...aliases]))
  const verbs = new Set([type, ...tools.map(({ name }) => name.split('_')[0])])
  const schemas = JSON.stringify([listed.inputSchema, listed.outputSchema])
  const words = description.match(/\b[a-z]+(?:_[a-z0-9]+)+\b/g) ?? []
  return words.filter(
    (word) => verbs.has(word.split('_')[0] ?? '') && !names.has(word) && !schemas.includes(JSON.stringify(word)),
  )
}

const byName = (tools: unknown): Record<string, unknown> =>
  Object.fromEntries((JSON.parse(JSON.stringify(tools)) as { name: string }[]).map((tool) => [tool.name, tool]))

const tokens = (value: unknown): number => encode(JSON.stringify(value)).length
