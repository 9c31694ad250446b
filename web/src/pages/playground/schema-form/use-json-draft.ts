import { useState } from 'react'

/** A value as JSON text that is being edited: what is written becomes the value as soon as it is JSON. */
export function useJsonDraft(value: unknown, onChange: (value: unknown) => void) {
  const [draft, setDraft] = useState<string>()
  const read = draft === undefined ? undefined : parse(draft)
  // What was changed elsewhere is shown; what is half written stays.
  const isMine = read !== undefined && (!read.ok || JSON.stringify(read.value) === JSON.stringify(value))
  const text = isMine ? (draft ?? '') : format(value)
  const write = (next: string) => {
    setDraft(next)
    const parsed = parse(next)
    if (parsed.ok) onChange(parsed.value)
  }
  return { text, wrong: isMine && !read.ok ? read.wrong : undefined, write, reset: () => setDraft(undefined) }
}

const format = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value, null, 2))

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly wrong: string }

function parse(text: string): Parsed {
  if (text.trim() === '') return { ok: true, value: undefined }
  try {
    return { ok: true, value: JSON.parse(text) as unknown }
  } catch (error) {
    return { ok: false, wrong: `This is not JSON yet: ${error instanceof Error ? error.message : ''}` }
  }
}
