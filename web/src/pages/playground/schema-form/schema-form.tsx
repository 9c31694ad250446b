import { propertiesOf, type JsonSchema } from '../../../mcp/schema'
import type { FormErrors } from './check'
import { Node } from './node'
import { ObjectFields } from './object-fields'
import { resolve, shapeOf } from './shape'

interface SchemaFormProps {
  schema: JsonSchema
  value: unknown
  onChange: (value: unknown) => void
  /** See `check`; also what a server said about fields of the same names. */
  errors: FormErrors
}

/** A form made from a JSON Schema. It holds nothing: the value is all there is, so another view of it is always the same. */
export function SchemaForm({ schema, value, onChange, errors }: SchemaFormProps) {
  const root = resolve(schema, schema)
  const shared = { root: schema, value, onChange, errors, path: '', depth: 0 }
  if (shapeOf(root, schema).kind !== 'object') {
    const isEmpty = root.type === 'object' && Object.keys(propertiesOf(root)).length === 0
    if (isEmpty && root.additionalProperties === undefined) return <NoFields />
    return <Node {...shared} schema={root} name="arguments" isRequired />
  }
  if (Object.keys(propertiesOf(root)).length === 0) return <NoFields />
  return (
    <div className="grid min-w-0 gap-4">
      {errors[''] !== undefined && <p className="text-13 text-bad">{errors['']}</p>}
      <ObjectFields {...shared} schema={root} Inside={Node} />
    </div>
  )
}

const NoFields = () => <p className="text-muted">It needs nothing to be filled in.</p>
