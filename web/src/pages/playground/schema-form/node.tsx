import type { JsonSchema } from '../../../mcp/schema'
import { ChoiceField, JsonField, NothingField, NumberField, SeveralField, TextValueField } from './fields'
import { ListFields } from './list-fields'
import { ObjectGroup } from './object-fields'
import { labelOf, resolve, shapeOf } from './shape'
import { VariantFields } from './variant-fields'
import type { NodeProps, PartProps } from './parts'

/** Deeper down, JSON is easier to read than boxes in boxes. */
const MAX_DEPTH = 5

/** One part of a schema as the field or the fields that it becomes. */
export function Node(given: NodeProps) {
  const { root, name, value, path, errors, isRequired, depth } = given
  const schema = resolve(given.schema, root)
  const shape = shapeOf(schema, root)
  const label = given.label ?? labelOf(schema, name)
  const part: PartProps = {
    ...given,
    ...{ schema, label: isRequired ? label : `${label} (optional)` },
    ...{ help: helpOf(schema, shape.kind === 'choice' || shape.kind === 'boolean'), error: errors[path], Inside: Node },
  }
  if (depth > MAX_DEPTH) return <JsonField {...part} />
  switch (shape.kind) {
    case 'text':
      return <TextValueField {...part} />
    case 'number':
      return <NumberField {...part} />
    case 'boolean':
      return <ChoiceField {...part} choices={YES_NO} />
    case 'choice':
      return <ChoiceField {...part} choices={shape.choices} />
    case 'several':
      return Array.isArray(value ?? []) ? <SeveralField {...part} choices={shape.choices} /> : <JsonField {...part} />
    case 'list':
      return Array.isArray(value ?? []) ? <ListFields {...part} item={shape.item} /> : <JsonField {...part} />
    case 'object':
      return <ObjectGroup {...part} />
    case 'variants':
      return <VariantFields {...part} variants={shape.variants} />
    case 'nothing':
      return <NothingField {...part} />
    case 'json':
      return <JsonField {...part} />
  }
}

const YES_NO = [
  { value: true, label: 'Yes' },
  { value: false, label: 'No' },
]

/** The author's own words, and what is taken when nothing is filled in, where the field does not say so itself. */
function helpOf(schema: JsonSchema, saysDefault: boolean): string | undefined {
  const preset =
    schema.default === undefined || saysDefault ? undefined : `Left out: ${JSON.stringify(schema.default)}.`
  const words = [schema.description, preset].filter((each) => each !== undefined && each !== '')
  return words.length === 0 ? undefined : words.join(' ')
}
