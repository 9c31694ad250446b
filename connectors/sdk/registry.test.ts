import { z } from 'zod'
import { noAuth } from './auth'
import { BaseConnector } from './base'
import type { ConnectorClass } from './declarations'
import { connector, declareTool, prompt, tool } from './decorators'
import { defaultRegistry, Registry } from './registry'

const Nothing = z.strictObject({})
const read = { description: 'Does it.', input: Nothing, effect: 'read', scopes: [] as string[] } as const
const about = (type: string) => ({
  type,
  title: 'T',
  description: 'D',
  baseUrls: { api: 'https://x.test' },
  auth: [noAuth()],
})

/** The decorator as a function, so that what it throws can be looked at. */
const declare = (type: string, cls: ConnectorClass) => () => connector(about(type))(cls)

test('a declared class is found by its type, with its tools in snake_case', () => {
  class Fine extends BaseConnector {
    @tool(read)
    async listOpenThings() {
      return []
    }
    @tool({ ...read, name: 'other', aliases: ['old_name'] })
    async renamed() {
      return []
    }
  }
  declare('fine', Fine)()
  const found = defaultRegistry.get('fine')
  expect(found?.title).toBe('T')
  expect([...(found?.declared.tools.keys() ?? [])]).toEqual(['list_open_things', 'other'])
  expect(new Registry().get('fine')).toBeUndefined()
})

test('types are listed in order', () => {
  class B extends BaseConnector {}
  class A extends BaseConnector {}
  declare('zz_b', B)()
  declare('zz_a', A)()
  const mine = defaultRegistry.all().map(({ type }) => type)
  expect(mine).toEqual([...mine].sort())
})

test('a class without a declaration is refused by name', () => {
  class Undeclared extends BaseConnector {}
  expect(() => new Registry().add(Undeclared)).toThrow('Class Undeclared has no @connector declaration.')
})

test('a second class of a type is refused', () => {
  class One extends BaseConnector {}
  class Two extends BaseConnector {}
  declare('twice', One)()
  expect(declare('twice', Two)).toThrow('Connector type "twice" (class Two): another class already has this type.')
})

test.each(['', 'GitHub', '1st', 'with-dash', 'a'.repeat(26)])('the type "%s" is refused', (type) => {
  class Odd extends BaseConnector {}
  expect(declare(type, Odd)).toThrow(`Connector type "${type}" (class Odd): the type must match`)
})

describe('a mistake in a tool names the type and the tool', () => {
  test('a name that is no identifier', () => {
    class Bad extends BaseConnector {
      @tool({ ...read, name: 'list-things' })
      async listThings() {}
    }
    expect(declare('bad_name', Bad)).toThrow(/^Connector type "bad_name" \(class Bad\): tool "list-things" must match/)
  })

  test('an alias that is a name', () => {
    class Bad extends BaseConnector {
      @tool(read)
      async one() {}
      @tool({ ...read, aliases: ['one'] })
      async two() {}
    }
    expect(declare('bad_alias', Bad)).toThrow(/^Connector type "bad_alias" .*: tool name "one" is used twice\.$/)
  })

  test('a schema without JSON form, in or out', () => {
    class In extends BaseConnector {
      @tool({ ...read, input: z.object({ on: z.date() }) })
      async one() {}
    }
    class Out extends BaseConnector {
      @tool({ ...read, output: z.object({ on: z.date() }) })
      async one() {}
    }
    const words = /^Connector type "bad_schema" .*: the schema of tool "one" does not convert to JSON Schema: /
    expect(declare('bad_schema', In)).toThrow(words)
    expect(declare('bad_schema', Out)).toThrow(words)
  })

  test('an input that is no object', () => {
    class Bad extends BaseConnector {
      @tool(declareTool({ ...read, input: { jsonSchema: { type: 'array' } } }))
      async one() {}
    }
    expect(declare('bad_input', Bad)).toThrow(
      'Connector type "bad_input" (class Bad): the input of tool "one" must be an object.',
    )
  })

  test('a name that is declared twice', () => {
    const make = (mark: typeof tool | typeof prompt) => () => {
      class Bad extends BaseConnector {
        async one() {
          return ''
        }
      }
      const method = Object.getOwnPropertyDescriptor(Bad.prototype, 'one') ?? {}
      const twice = mark as (declaration: object) => (proto: object, name: string, method: object) => void
      for (const name of ['a', 'b']) twice({ ...read, name: 'same' })(Bad.prototype, name, method)
    }
    expect(make(tool)).toThrow('Tool "same" is declared twice in class Bad.')
    expect(make(prompt)).toThrow('Prompt "same" is declared twice in class Bad.')
  })
})
