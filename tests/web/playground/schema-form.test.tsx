import { screen, within } from '@testing-library/react'
import { useState } from 'react'
import type { JsonSchema } from '../../../web/src/mcp/schema'
import { check } from '../../../web/src/pages/playground/schema-form/check'
import { SchemaForm } from '../../../web/src/pages/playground/schema-form/schema-form'
import { useJsonDraft } from '../../../web/src/pages/playground/schema-form/use-json-draft'
import { show } from '../ui/show'

interface FormProps {
  schema: JsonSchema
  begin?: unknown
  refused?: Record<string, string>
}

/** The form beside the JSON, as the playground has them. */
function Form({ schema, begin = {}, refused = {} }: FormProps) {
  const [value, setValue] = useState<unknown>(begin)
  const [isTried, setTried] = useState(false)
  const json = useJsonDraft(value, setValue)
  return (
    <>
      <SchemaForm
        schema={schema}
        value={value}
        onChange={setValue}
        errors={isTried ? { ...refused, ...check(schema, value) } : {}}
      />
      <textarea aria-label="JSON" value={json.text} onChange={(event) => json.write(event.target.value)} />
      <p>{json.wrong}</p>
      <button onClick={() => setTried(true)}>Try</button>
    </>
  )
}

const object = (properties: Record<string, JsonSchema>, required: string[] = []): JsonSchema => ({
  ...{ type: 'object', properties, required },
})
const json = () => JSON.parse(screen.getByLabelText<HTMLTextAreaElement>('JSON').value) as unknown

describe('the form and the JSON are one value', () => {
  const schema = object({ repository: { type: 'string' }, limit: { type: 'integer', default: 20 } }, ['repository'])

  it('what is filled in shows as JSON, and an emptied field is left out', async () => {
    const user = show(<Form schema={schema} />)
    await user.type(screen.getByLabelText('Repository'), 'harbor/light')
    await user.type(screen.getByLabelText('Limit (optional)'), '5')
    expect(json()).toEqual({ repository: 'harbor/light', limit: 5 })
    await user.clear(screen.getByLabelText('Limit (optional)'))
    expect(json()).toEqual({ repository: 'harbor/light' })
  })

  it('what is written as JSON shows in the form, and half of it changes nothing', async () => {
    const user = show(<Form schema={schema} begin={{ repository: 'a' }} />)
    const area = screen.getByLabelText('JSON')
    await user.clear(area)
    await user.click(area)
    await user.paste('{"repository": "b", "limit": 7')
    expect(screen.getByText(/This is not JSON yet/)).toBeVisible()
    await user.type(area, '}')
    expect(screen.queryByText(/This is not JSON yet/)).not.toBeInTheDocument()
    expect(screen.getByLabelText('Repository')).toHaveValue('b')
    expect(screen.getByLabelText('Limit (optional)')).toHaveValue('7')
  })

  it('keeps what a form cannot say', async () => {
    const user = show(
      <Form schema={{ ...schema, additionalProperties: false }} begin={{ repository: 'a', extra: [1] }} />,
    )
    await user.type(screen.getByLabelText('Repository'), 'b')
    expect(json()).toEqual({ repository: 'ab', extra: [1] })
    await user.click(screen.getByRole('button', { name: 'Try' }))
    expect(screen.getByLabelText('extra, as JSON')).toHaveAccessibleDescription('There is no field called extra here.')
  })
})

describe('each kind of field', () => {
  it('says what the author says, and what is taken when it is left out', () => {
    show(<Form schema={object({ limit: { type: 'number', description: 'Items per page.', default: 20 } })} />)
    expect(screen.getByLabelText('Limit (optional)')).toHaveAccessibleDescription('Items per page. Left out: 20.')
  })

  it('a number may be written digit by digit, and what is none is kept and said', async () => {
    const user = show(<Form schema={object({ price: { type: 'number' } })} />)
    const field = screen.getByLabelText('Price (optional)')
    await user.type(field, '-1.50')
    expect(field).toHaveValue('-1.50')
    expect(json()).toEqual({ price: -1.5 })
    await user.type(field, 'x')
    await user.click(screen.getByRole('button', { name: 'Try' }))
    expect(field).toHaveAccessibleDescription('This has to be a number.')
    expect(json()).toEqual({ price: '-1.50x' })
  })

  it('an enum is chosen and left out again', async () => {
    const user = show(<Form schema={object({ state: { enum: ['open', 'closed'], default: 'open' } })} />)
    const field = screen.getByRole('combobox', { name: 'State (optional)' })
    expect(field).toHaveTextContent('Default: open')
    await user.click(field)
    await user.click(await screen.findByRole('option', { name: 'closed' }))
    expect(json()).toEqual({ state: 'closed' })
    await user.click(field)
    await user.click(await screen.findByRole('option', { name: 'Default: open' }))
    expect(json()).toEqual({})
  })

  it('yes, no and nothing are three things', async () => {
    const user = show(<Form schema={object({ draft: { type: 'boolean' } })} />)
    await user.click(screen.getByRole('combobox', { name: 'Draft (optional)' }))
    await user.click(await screen.findByRole('option', { name: 'No' }))
    expect(json()).toEqual({ draft: false })
  })

  it('a list grows and shrinks', async () => {
    const user = show(<Form schema={object({ labels: { type: 'array', items: { type: 'string' } } })} />)
    await user.click(screen.getByRole('button', { name: 'Add to Labels (optional)' }))
    await user.type(screen.getByLabelText('1'), 'bug')
    await user.click(screen.getByRole('button', { name: 'Add to Labels (optional)' }))
    await user.type(screen.getByLabelText('2'), 'late')
    expect(json()).toEqual({ labels: ['bug', 'late'] })
    await user.click(screen.getByRole('button', { name: 'Remove 1 from Labels (optional)' }))
    expect(json()).toEqual({ labels: ['late'] })
    await user.click(screen.getByRole('button', { name: 'Remove 1 from Labels (optional)' }))
    expect(json()).toEqual({})
  })

  it('a few of a fixed set are ticked', async () => {
    const several: JsonSchema = { type: 'array', items: { enum: ['a', 'b', 'c'] } }
    const user = show(<Form schema={object({ kinds: several })} />)
    await user.click(screen.getByRole('checkbox', { name: 'c' }))
    await user.click(screen.getByRole('checkbox', { name: 'a' }))
    expect(json()).toEqual({ kinds: ['a', 'c'] })
  })

  it('an object inside is added, filled in and removed', async () => {
    const person = object({ name: { type: 'string' } }, ['name'])
    const user = show(<Form schema={object({ owner: person })} />)
    await user.click(screen.getByRole('button', { name: 'Add Owner (optional)' }))
    await user.click(screen.getByRole('button', { name: 'Try' }))
    const name = within(screen.getByRole('group', { name: 'Owner (optional)' })).getByLabelText('Name')
    expect(name).toHaveAccessibleDescription('Fill this in.')
    await user.type(name, 'Ana')
    expect(json()).toEqual({ owner: { name: 'Ana' } })
    await user.click(screen.getByRole('button', { name: 'Remove Owner (optional)' }))
    expect(json()).toEqual({})
  })

  it('one of several things: which, then its own fields', async () => {
    const kind = (name: string, field: string) =>
      object({ kind: { const: name }, [field]: { type: 'string' } }, ['kind', field])
    const target: JsonSchema = { anyOf: [kind('issue', 'number'), kind('branch', 'ref'), { type: 'null' }] }
    const user = show(<Form schema={object({ target })} />)
    const which = screen.getByRole('combobox', { name: 'Kind of Target (optional)' })
    await user.click(which)
    await user.click(await screen.findByRole('option', { name: 'branch' }))
    await user.type(screen.getByLabelText('Ref'), 'main')
    expect(json()).toEqual({ target: { kind: 'branch', ref: 'main' } })
    await user.click(which)
    await user.click(await screen.findByRole('option', { name: 'Nothing (null)' }))
    expect(json()).toEqual({ target: null })
  })

  it('follows references inside of the schema, and what it does not know is JSON', async () => {
    const schema = {
      ...object({ who: { $ref: '#/$defs/who' }, any: {}, map: { type: 'object', additionalProperties: {} } }),
      $defs: { who: { type: 'string', title: 'Who' } },
    }
    const user = show(<Form schema={schema} />)
    expect(screen.getByLabelText('Who (optional)')).toBeVisible()
    expect(screen.getByLabelText('Map (optional), as JSON')).toBeVisible()
    await user.click(screen.getByLabelText('Any (optional), as JSON'))
    await user.paste('[1, {"a": null}]')
    expect(json()).toEqual({ any: [1, { a: null }] })
  })

  it('a reference to itself ends', async () => {
    const schema: JsonSchema = { ...object({ inner: { $ref: '#' } }), $defs: { loop: { $ref: '#/$defs/loop' } } }
    const user = show(<Form schema={schema} />)
    await user.click(screen.getByRole('button', { name: 'Add Inner (optional)' }))
    expect(json()).toEqual({ inner: {} })
    expect(check({ $ref: '#/$defs/loop', ...schema }, 1)).toEqual({})
  })

  it('many optional fields step aside until one is used', async () => {
    const many = object(Object.fromEntries('abcdef'.split('').map((name) => [name, { type: 'string' }])))
    show(<Form schema={many} />)
    expect(screen.getByText('6 optional fields')).toBeVisible()
    expect(screen.getByLabelText('A (optional)')).not.toBeVisible()
  })

  it('shows what the server said about a field', async () => {
    const schema = object({ filter: object({ since: { type: 'string' } }) })
    const user = show(
      <Form schema={schema} begin={{ filter: { since: 'x' } }} refused={{ 'filter.since': 'No date.' }} />,
    )
    await user.click(screen.getByRole('button', { name: 'Try' }))
    expect(screen.getByLabelText('Since (optional)')).toHaveAccessibleDescription('No date.')
  })
})

describe('what is checked before sending', () => {
  it.each<[string, JsonSchema, unknown, string | undefined]>([
    ['text that is too short', { type: 'string', minLength: 3 }, 'ab', 'At least 3 characters.'],
    ['text that is too long', { type: 'string', maxLength: 1 }, 'ab', 'At most 1 characters.'],
    ['a character of two code units', { type: 'string', maxLength: 1 }, '🛶', undefined],
    ['another pattern', { type: 'string', pattern: '^a+$' }, 'b', 'This does not match ^a+$.'],
    ['a pattern that is none', { type: 'string', pattern: '(' }, 'b', undefined],
    ['a whole number', { type: 'integer' }, 1.5, 'This has to be a whole number.'],
    ['a number below', { type: 'number', minimum: 1 }, 0, 'At least 1.'],
    ['a number at the open end', { type: 'number', exclusiveMaximum: 1 }, 1, 'Less than 1.'],
    ['a step of tenths', { type: 'number', multipleOf: 0.1 }, 0.3, undefined],
    ['another value', { enum: ['a', 'b'] }, 'c', 'Choose one of: a, b.'],
    ['too many', { type: 'array', items: {}, maxItems: 1 }, [1, 2], 'At most 1.'],
    ['twice the same', { type: 'array', items: {}, uniqueItems: true }, [1, 1], 'Each of them only once.'],
    ['no address', { type: 'string', format: 'uri' }, 'example', expect.stringContaining('https://') as never],
    [
      'a moment without its zone',
      { type: 'string', format: 'date-time' },
      '2026-11-21T10:00:00',
      expect.any(String) as never,
    ],
    ['a format we do not know', { type: 'string', format: 'rainbow' }, 'x', undefined],
    ['null where it may be', { type: ['string', 'null'] }, null, undefined],
    ['neither of two types', { type: ['string', 'null'] }, 1, expect.any(String) as never],
    ['a choice with titles', { oneOf: [{ const: 'a', title: 'A' }] }, 'b', 'Choose one of: A.'],
    [
      'parts put together',
      { allOf: [{ type: 'object', properties: { a: { type: 'string' } } }] },
      { a: 'x' },
      undefined,
    ],
  ])('%s', (_, schema, value, expected) => {
    expect(check(schema, value)['']).toEqual(expected)
  })
})
