import { Field, TextArea } from '../../ui/field'
import { Select } from '../../ui/select'
import type { FieldErrors } from '../../ui/wrong-fields'
import type { ConfigurationField, Values } from './configuration'

interface FieldsProps {
  fields: readonly ConfigurationField[]
  values: Values
  errors: FieldErrors
  /** What the account reaches, where that is known. */
  places: readonly { id: string; name: string }[]
  onChange: (field: string, value: string) => void
}

/** A form for what a type lets an admin set. */
export const ConfigurationFields = ({ fields, places, values, errors, onChange }: FieldsProps) =>
  fields.map((field) => {
    const { name, kind, label, help } = field
    const common = {
      ...{ label, help, error: errors[`configuration.${name}`] },
      value: values[name] ?? '',
    }
    const options = optionsOf(field, places)
    if (options) {
      return (
        <Select
          key={name}
          {...common}
          placeholder="Choose"
          options={[...(field.isRequired ? [] : [NONE]), ...options]}
          onChange={(value) => onChange(name, value)}
        />
      )
    }
    const change = { onChange: (event: { target: { value: string } }) => onChange(name, event.target.value) }
    if (kind === 'json') return <TextArea key={name} mono rows={3} {...common} {...change} />
    return (
      <Field
        key={name}
        {...common}
        {...change}
        mono={name === 'baseUrl'}
        {...(kind === 'number' && { inputMode: 'numeric' as const })}
      />
    )
  })

const NONE = { value: '', label: 'Not set' }

function optionsOf({ name, kind, choices }: ConfigurationField, places: FieldsProps['places']) {
  if (name === 'place' && places.length > 0) return places.map((place) => ({ value: place.id, label: place.name }))
  if (kind === 'choice') return choices.map((value) => ({ value, label: value }))
  if (kind === 'yes-no') {
    return [
      { value: 'true', label: 'Yes' },
      { value: 'false', label: 'No' },
    ]
  }
  return undefined
}
