import { useState } from 'react'
import type { JsonSchema } from '../../../mcp/schema'
import { Select } from '../../../ui/select'
import { variantOf } from './check'
import { Group } from './group'
import type { PartProps } from './parts'
import { beginOf, variantLabel } from './shape'

const LEFT_OUT = 'left out'

/** A value that may be one of several things: which, then that one's own fields. */
export function VariantFields({
  label,
  help,
  error,
  variants,
  ...part
}: PartProps & { variants: readonly JsonSchema[] }) {
  const { root, value, onChange, isRequired, path, errors, depth, name, Inside } = part
  const [picked, setPicked] = useState<number>()
  // What the value is tells more than what was picked once, which counts while both fit.
  const found = value === undefined ? -1 : variantOf(variants, value, root)
  const at = value === undefined ? (isRequired ? picked : undefined) : (fitting(variants, picked, value, root) ?? found)
  const chosen = at === undefined ? undefined : variants[at]
  const pick = (next: string) => {
    const n = next === LEFT_OUT ? undefined : Number(next)
    const variant = n === undefined ? undefined : variants[n]
    setPicked(n)
    onChange(variant && beginOf(variant, root))
  }
  return (
    <Group label={label} help={help} error={chosen ? undefined : error}>
      <Select
        hideLabel
        label={`Kind of ${label}`}
        value={at === undefined || at < 0 ? (value === undefined && !isRequired ? LEFT_OUT : '') : `${at}`}
        onChange={pick}
        placeholder="Choose"
        options={[
          ...(isRequired ? [] : [{ value: LEFT_OUT, label: 'Left out' }]),
          ...variants.map((each, n) => ({ value: `${n}`, label: variantLabel(each, root) })),
        ]}
      />
      {chosen && (
        <Inside
          {...{ schema: chosen, root, name, path, errors, value, depth: depth + 1 }}
          label={variantLabel(chosen, root)}
          isRequired
          onChange={(next) => onChange(next ?? beginOf(chosen, root))}
        />
      )}
    </Group>
  )
}

const fitting = (variants: readonly JsonSchema[], picked: number | undefined, value: unknown, root: JsonSchema) => {
  const variant = picked === undefined ? undefined : variants[picked]
  return variant && variantOf([variant], value, root) === 0 ? picked : undefined
}
