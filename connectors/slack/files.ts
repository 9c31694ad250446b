import { answer, compact, ConnectorError, type Input, type VendorHttp, z } from '../sdk'
import { ask, change, one } from './calls'
import type { Directory } from './directory'
import { readLink } from './identifiers'
import type { canvasesCreate, filesInfo, uploadFile } from './schemas'
import { isText, type RawFile, toFile } from './shape'

const MAX_FILE = 5_000_000
const WINDOW = 20_000
const EXTERNAL = 'It lies outside Slack: open its link.'
const BINARY = 'Not a text file: open its link.'
const LARGE = 'Larger than 5 MB: open its link.'

export async function readFile(http: VendorHttp, directory: Directory, asked: Input<typeof filesInfo.input>) {
  const id = readLink(asked.file.trim())?.file ?? asked.file.trim()
  const file = await one<RawFile>(http, 'files.info', 'file', { file: id })
  const { users } = await directory.names(file.user ? [file.user] : [])
  return compact({ ...toFile(file, users), ...(asked.content ? await content(http, file, asked.offset) : {}) })
}

async function content(http: VendorHttp, file: RawFile, offset: number) {
  const link = file.url_private_download ?? file.url_private
  if (file.is_external || !link || !URL.canParse(link)) return { hint: EXTERNAL }
  if (!isText(file)) return { hint: BINARY }
  if ((file.size ?? 0) > MAX_FILE) return { hint: LARGE }
  const { body, headers } = await http.download(new URL(link), { maxBytes: MAX_FILE })
  // Whoever may not have the file gets the page to sign in with, and status 200.
  if (headers['content-type']?.startsWith('text/html') && file.mimetype !== 'text/html') {
    throw new ConnectorError('missing_scope', 'Slack did not give the content of the file to this connection.', {
      scope: 'files:read',
      hint: 'The connection needs files:read; with content false the facts still come.',
    })
  }
  const text = new TextDecoder().decode(body)
  const end = offset + WINDOW
  const isMore = end < text.length
  return { content: text.slice(offset, end), ...(isMore ? { truncated: true, next_offset: end } : {}) }
}

const Ticket = z.object({ upload_url: z.url(), file_id: z.string().min(1) })
const Completed = z.object({ files: z.array(z.looseObject({ id: z.string(), permalink: z.string().nullish() })) })

/** Three steps: a place for the bytes, the bytes, and the word that they are there and for whom. */
export async function upload(http: VendorHttp, directory: Directory, asked: Input<typeof uploadFile.input>) {
  const { filename, title = filename, comment } = asked
  const bytes = bytesOf(asked)
  const isShared = asked.channel !== undefined || asked.thread_ts !== undefined
  const place = isShared ? await directory.place(asked.channel, asked.thread_ts) : undefined
  const { body } = await ask(http, 'files.getUploadURLExternal', { filename, length: bytes.byteLength })
  const { upload_url, file_id } = answer(Ticket, body)
  await http.upload(new URL(upload_url), { method: 'POST', bytes })
  const { files } = await change(http, 'files.completeUploadExternal', Completed, {
    files: JSON.stringify([{ id: file_id, title }]),
    channel_id: place?.channel,
    thread_ts: place?.thread_ts,
    initial_comment: comment === undefined ? undefined : escaped(comment),
  })
  const [file] = files
  return compact({ id: file_id, name: filename, channel: place?.channel, url: file?.permalink })
}

function bytesOf({ content, encoding }: Input<typeof uploadFile.input>): Uint8Array {
  const plain = content.replace(/\s/g, '')
  if (encoding === 'base64' && !/^[A-Za-z0-9+/_-]+={0,2}$/.test(plain)) {
    throw new ConnectorError('validation', 'Invalid arguments. content: This is not base64.', {
      fields: { content: 'Give base64, or leave encoding out for text.' },
    })
  }
  return new Uint8Array(Buffer.from(encoding === 'base64' ? plain : content, encoding))
}

/** Slack reads these three as its own marks. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

export async function makeCanvas(http: VendorHttp, directory: Directory, asked: Input<typeof canvasesCreate.input>) {
  return change(http, 'canvases.create', z.object({ canvas_id: z.string() }), {
    title: asked.title,
    document_content: JSON.stringify({ type: 'markdown', markdown: asked.content }),
    channel_id: asked.channel === undefined ? undefined : await directory.channel(asked.channel, { open: true }),
  })
}
