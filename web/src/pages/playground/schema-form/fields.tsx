import { useState } from 'react'
import { Checkbox } from '../../../ui/checkbox'
import { Combobox } from '../../../ui/combobox'
import { Field, TextArea } from '../../../ui/field'
import { Select } from '../../../ui/select'
import { Group } from './group'
import type { PartProps } from './parts'
import type { Choice } from './shape'
import { useJsonDraft } from './use-json-draft'

const MAX_SELECT = 12
/** Names that mean more than a line of text. */
const LONG = /body|content|description|markdown|message|text|comment$|html|script/i

export function TextValueField({ schema, name, label, help, error, value, onChange }: PartProps) {
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
  const isSecret = schema.format === 'password' || schema.writeOnly === true
  const { maxLength = 1_000 } = schema
  const isLong = !isSecret && (maxLength > 5_000 || (maxLength > 200 && LONG.test(name)))
  const box = {
    ...{ label, help, error, value: text },
    placeholder: typeof schema.default === 'string' ? schema.default : undefined,
    // An empty box is a field that is left out; who means "" writes it as JSON.
    onChange: (event: { target: { value: string } }) =>
      onChange(event.target.value === '' ? undefined : event.target.value),
  }
  return isLong ? <TextArea {...box} rows={4} /> : <Field {...box} type={isSecret ? 'password' : 'text'} />
}

export function NumberField({ schema, label, help, error, value, onChange }: PartProps) {
  const [draft, setDraft] = useState('')
  const shown = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
  return (
    <Field
      label={label}
      help={help}
      error={error}
      inputMode={schema.type === 'integer' ? 'numeric' : 'decimal'}
      placeholder={typeof schema.default === 'number' ? String(schema.default) : undefined}
      // "1." means 1 while somebody is still writing.
      value={numberIn(draft) === value ? draft : shown}
      onChange={(event) => {
        setDraft(event.target.value)
        onChange(numberIn(event.target.value))
      }}
    />
  )
}

/** What is no number stays what was typed, so that it can be said what is wrong with it. */
function numberIn(text: string): number | string | undefined {
  if (text.trim() === '') return undefined
  const number = Number(text)
  return Number.isFinite(number) ? number : text
}

const LEFT_OUT = 'left out'

export function ChoiceField({
  schema,
  label,
  help,
  error,
  value,
  onChange,
  isRequired,
  choices,
}: PartProps & { choices: readonly Choice[] }) {
  const at = choices.findIndex((each) => JSON.stringify(each.value) === JSON.stringify(value))
  const preset = choices.find((each) => JSON.stringify(each.value) === JSON.stringify(schema.default))
  const options = [
    ...(isRequired ? [] : [{ value: LEFT_OUT, label: preset ? `Default: ${preset.label}` : 'Left out' }]),
    ...choices.map((each, n) => ({ value: `${n}`, label: each.label })),
  ]
  const shared = {
    ...{ label, help, error, options },
    value: at >= 0 ? `${at}` : value === undefined && !isRequired ? LEFT_OUT : '',
    onChange: (next: string) => onChange(next === LEFT_OUT || next === '' ? undefined : choices[Number(next)]?.value),
  }
  return choices.length > MAX_SELECT ? <Combobox {...shared} /> : <Select {...shared} placeholder="Choose" />
}

export function SeveralField({
  label,
  help,
  error,
  value,
  onChange,
  isRequired,
  choices,
}: PartProps & { choices: readonly Choice[] }) {
  const chosen = Array.isArray(value) ? (value as unknown[]) : []
  const has = (each: Choice) => chosen.some((one) => JSON.stringify(one) === JSON.stringify(each.value))
  const toggle = (each: Choice, isOn: boolean) => {
    const next = choices.filter((other) => (other === each ? isOn : has(other))).map((other) => other.value)
    onChange(next.length === 0 && !isRequired ? undefined : next)
  }
  return (
    <Group label={label} help={help} error={error}>
      {choices.map((each) => (
        <Checkbox key={each.label} label={each.label} checked={has(each)} onChange={(isOn) => toggle(each, isOn)} />
      ))}
    </Group>
  )
}

/** There is one value only; it is there or it is not. */
export const NothingField = ({ label, help, value, onChange }: PartProps) => (
  <Checkbox
    label={`${label}: null`}
    help={help}
    checked={value === null}
    onChange={(isOn) => onChange(isOn ? null : undefined)}
  />
)

/** For what a form cannot say. */
export function JsonField({ label, help, error, value, onChange }: PartProps) {
  const { text, wrong, write } = useJsonDraft(value, onChange)
  return (
    <TextArea
      mono
      label={`${label}, as JSON`}
      help={help}
      error={wrong ?? error}
      value={text}
      onChange={(event) => write(event.target.value)}
    />
  )
}
