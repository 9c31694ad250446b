import { compact, cut } from '../../sdk'

/** Types worth a name; those of text files matter little. */
const MIME = new Map(
  Object.entries({
    png: 'image/png',
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    gif: 'image/gif',
    webp: 'image/webp',
    ico: 'image/x-icon',
    svg: 'image/svg+xml',
    pdf: 'application/pdf',
    zip: 'application/zip',
    gz: 'application/gzip',
    jar: 'application/java-archive',
    wasm: 'application/wasm',
    woff2: 'font/woff2',
    mp3: 'audio/mpeg',
    mp4: 'video/mp4',
    md: 'text/markdown',
    json: 'application/json',
    html: 'text/html',
    css: 'text/css',
    csv: 'text/csv',
  }),
)

export const mimeType = (name: string): string | undefined => MIME.get(/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '')

const LOOKED_AT = 8_000

/** The text of a file, or undefined when it is binary. What is not UTF-8 is read as the western code page. */
export function readText(name: string, bytes: Uint8Array): { text: string; encoding?: string } | undefined {
  if (bytes.subarray(0, LOOKED_AT).includes(0) || mimeType(name) === 'application/pdf') return undefined
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' }
  }
}

/** One answer holds this much text; it ends at the end of a line where it can. */
const MAX_TEXT = 80_000

export function lineWindow(text: string, start: number, end?: number) {
  const lines = text.split('\n')
  const ended = lines.at(-1) === ''
  if (ended) lines.pop()
  const wanted = lines.slice(start - 1, end)
  if (wanted.length === 0) {
    return { text: '', total_lines: lines.length, ...(lines.length > 0 ? { hint: 'The file has no such lines.' } : {}) }
  }
  let length = 0
  let taken = 0
  for (const line of wanted) {
    length += line.length + 1
    if (length > MAX_TEXT && taken > 0) break
    taken++
  }
  const last = start + taken - 1
  const given = wanted.slice(0, taken).join('\n') + (ended && last === lines.length ? '\n' : '')
  const hint =
    taken < wanted.length
      ? `Go on with start_line ${last + 1}.`
      : given.length > MAX_TEXT
        ? 'The line is cut.'
        : undefined
  return {
    text: cut(given, MAX_TEXT),
    start_line: start,
    end_line: last,
    total_lines: lines.length,
    ...compact({ truncated: hint ? true : undefined, hint }),
  }
}

/** The beginning of a long text, at most `max` bytes, cut at the end of a line. */
export function headBytes(text: string, max: number): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= max) return text
  const head = bytes.subarray(0, max).toString('utf8')
  const end = head.lastIndexOf('\n')
  return end > 0 ? head.slice(0, end + 1) : head.replace(/\uFFFD+$/, '')
}
