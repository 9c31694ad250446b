import { useState } from 'react'
import { TextArea } from '../../../ui/field'
import type { JsonSchema } from '../../../mcp/schema'
import { Toggle } from '../toggle'
import type { FormErrors } from '../schema-form/check'
import { SchemaForm } from '../schema-form/schema-form'
import type { useJsonDraft } from '../schema-form/use-json-draft'

interface ArgumentsProps {
  schema: JsonSchema
  value: unknown
  onChange: (value: unknown) => void
  errors: FormErrors
  json: ReturnType<typeof useJsonDraft>
}

const VIEWS = [
  { value: 'form', label: 'Form' },
  { value: 'json', label: 'JSON' },
] as const

/** The arguments as a form and as JSON, side by side where there is room: two views of one value. */
export function Arguments({ schema, value, onChange, errors, json }: ArgumentsProps) {
  const [view, setView] = useState<(typeof VIEWS)[number]['value']>('form')
  const place = (which: typeof view) => `min-w-0 ${view === which ? '' : 'max-xl:hidden'}`
  return (
    <div className="grid min-w-0 gap-4">
      <div className="xl:hidden">
        <Toggle label="How to fill it in" value={view} onChange={setView} options={VIEWS} />
      </div>
      <div className="grid min-w-0 gap-6 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <div className={place('form')}>
          <SchemaForm schema={schema} value={value} onChange={onChange} errors={errors} />
        </div>
        <div className={place('json')}>
          <TextArea
            mono
            label="Arguments as JSON"
            rows={Math.min(24, Math.max(5, json.text.split('\n').length + 1))}
            value={json.text}
            error={json.wrong}
            onChange={(event) => json.write(event.target.value)}
          />
        </div>
      </div>
    </div>
  )
}
