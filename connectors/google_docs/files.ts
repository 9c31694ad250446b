import { answer, ConnectorError, content, path, type VendorHttp, z } from '../sdk'
import { ALL_DRIVES, naming } from './calls'
import { FIND_IN_TEXT } from './schemas/common'
import { urlOf } from './shape'
import { windowOf } from './window'

const DOCUMENT = 'application/vnd.google-apps.document'
const EXPORT_BYTES = 10 * 1024 * 1024

/** Media types of the exports; those that are text are given as text. */
const EXPORTS = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  odt: 'application/vnd.oasis.opendocument.text',
  rtf: 'application/rtf',
  epub: 'application/epub+zip',
  html: 'text/html',
  txt: 'text/plain',
  markdown: 'text/markdown',
} as const

/** Google puts every picture into the text, whole. */
const PICTURE = /data:image\/[\w.+-]{1,40}(?:;[\w=.-]{1,40}){0,4},[^\s"'<>()&]*/gi

const Made = z.object({ id: z.string(), name: z.string().nullish() })
const QUERY = { ...ALL_DRIVES, fields: 'id,name' }

function made(body: unknown) {
  const { id, name } = answer(Made, body)
  return { id, ...(name ? { title: name } : {}), url: urlOf(id) }
}

const metadata = (name: string | undefined, folder: string | undefined) => ({
  ...(name === undefined ? {} : { name }),
  ...(folder === undefined ? {} : { parents: [folder] }),
})

/** Drive turns Markdown that is uploaded with the type of a document into one. */
export async function createFile(http: VendorHttp, title: string, markdown: string | undefined, folder?: string) {
  const file = { ...metadata(title, folder), mimeType: DOCUMENT }
  if (!markdown?.trim()) {
    return made((await http.post(path`/drive/v3/files`, { base: 'google', query: QUERY, body: file })).body)
  }
  let boundary = 'part'
  while (title.includes(boundary) || markdown.includes(boundary)) boundary += '-next'
  const parts = [
    ['application/json; charset=UTF-8', JSON.stringify(file)],
    ['text/markdown; charset=UTF-8', markdown],
  ].map(([type, data]) => `--${boundary}\r\nContent-Type: ${type}\r\n\r\n${data}\r\n`)
  const raw = { type: `multipart/related; boundary=${boundary}`, data: `${parts.join('')}--${boundary}--\r\n` }
  const query = { ...QUERY, uploadType: 'multipart' }
  return made((await http.post(path`/upload/drive/v3/files`, { base: 'google', query, raw })).body)
}

export async function copyFile(http: VendorHttp, id: string, title: string | undefined, folder: string | undefined) {
  const request = { base: 'google', query: QUERY, body: metadata(title, folder) }
  return made((await http.post(path`/drive/v3/files/${id}/copy`, request)).body)
}

interface Export {
  readonly format: keyof typeof EXPORTS
  readonly offset: number
  readonly max_characters: number
}

export async function exportFile(http: VendorHttp, id: string, { format, offset, max_characters }: Export) {
  const mimeType = EXPORTS[format]
  const request = { base: 'google', query: { mimeType }, as: 'bytes' as const, maxBytes: EXPORT_BYTES }
  const { body } = await naming(FIND_IN_TEXT, http.get<Uint8Array>(path`/drive/v3/files/${id}/export`, request))
  if (!(body instanceof Uint8Array)) throw new ConnectorError('vendor_unavailable', 'Google sent no file.')
  if (mimeType.startsWith('text/')) {
    // Google begins plain text with a byte order mark, which the decoder drops.
    const text = new TextDecoder().decode(body)
    const shown = format === 'txt' ? text : text.replace(PICTURE, '[image]')
    return { format, ...windowOf(shown, offset, max_characters) }
  }
  const uri = `https://docs.google.com/document/d/${id}/export?format=${format}`
  const blob = Buffer.from(body).toString('base64')
  const structured = { format, mime_type: mimeType, bytes: body.byteLength }
  return content(
    [
      { type: 'text', text: JSON.stringify(structured) },
      { type: 'resource', resource: { uri, mimeType, blob } },
    ],
    { structured },
  )
}
