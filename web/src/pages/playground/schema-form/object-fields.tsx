import { Plus, X } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { isObject, type JsonSchema, propertiesOf } from '../../../mcp/schema'
import { Button, IconButton } from '../../../ui/button'
import { Disclosure } from '../../../ui/disclosure'
import { count } from '../../../ui/words'
import { pathOf } from './check'
import { Group } from './group'
import { JsonField } from './fields'
import type { PartProps } from './parts'
import { beginOf } from './shape'

type FieldsProps = Omit<PartProps, 'name' | 'label' | 'isRequired' | 'help' | 'error'>

/** As many optional fields stand among the others. */
const FEW = 4

/** The fields of an object. An emptied one is left out. */
export function ObjectFields({ schema, root, value, onChange, path, errors, depth, Inside }: FieldsProps) {
  const properties = propertiesOf(schema)
  const required = new Set(schema.required)
  const given = isObject(value) ? value : {}
  const set = (name: string, next: unknown) => {
    const { [name]: _, ...rest } = given
    onChange(next === undefined ? rest : { ...given, [name]: next })
  }
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(properties, name))
  const one = ([name, each]: [string, JsonSchema]) => (
    <Inside
      key={name}
      {...{ schema: each, root, name, errors, depth: depth + 1 }}
      value={given[name]}
      onChange={(next) => set(name, next)}
      path={pathOf(path, name)}
      isRequired={required.has(name)}
    />
  )
  const entries = Object.entries(properties)
  const optional = entries.filter(([name]) => !required.has(name))
  const isUsed = optional.some(([name]) => given[name] !== undefined || errors[pathOf(path, name)] !== undefined)
  return (
    <>
      {optional.length <= FEW ? (
        entries.map(one)
      ) : (
        <>
          {entries.filter(([name]) => required.has(name)).map(one)}
          <Optional count={optional.length} isUsed={isUsed}>
            {optional.map(one)}
          </Optional>
        </>
      )}
      {unknown.map((name) => (
        <JsonField
          key={name}
          {...{ schema: {}, root, name, label: name, help: undefined, errors, isRequired: false, depth, Inside }}
          value={given[name]}
          onChange={(next) => set(name, next)}
          path={pathOf(path, name)}
          error={errors[pathOf(path, name)]}
        />
      ))}
    </>
  )
}

/** Fields that most calls do without. Once they are seen they stay, whatever is filled in or emptied. */
function Optional({ count: n, isUsed, children }: { count: number; isUsed: boolean; children: ReactNode }) {
  const [isOpen, setOpen] = useState(isUsed)
  if (isUsed && !isOpen) setOpen(true)
  return (
    <Disclosure open={isOpen} summary={count(n, 'optional field')}>
      <div className="grid min-w-0 gap-4">{children}</div>
    </Disclosure>
  )
}

/** An object among other fields: one that may be left out is added first. */
export function ObjectGroup({ label, help, error, ...part }: PartProps) {
  const { schema, root, value, onChange, isRequired } = part
  if (value !== undefined && !isObject(value)) return <JsonField {...{ label, help, error }} {...part} />
  if (value === undefined && !isRequired) {
    const add = () => onChange(beginOf(schema, root))
    return <Group label={label} help={help} error={error} action={<AddButton label={label} onClick={add} />} />
  }
  const remove = <IconButton label={`Remove ${label}`} icon={<X />} size="small" onClick={() => onChange(undefined)} />
  return (
    <Group label={label} help={help} error={error} action={isRequired ? undefined : remove}>
      <ObjectFields {...part} />
    </Group>
  )
}

export const AddButton = ({ label, onClick }: { label: string; onClick: () => void }) => (
  <Button size="small" icon={<Plus />} aria-label={`Add ${label}`} onClick={onClick}>
    Add
  </Button>
)
