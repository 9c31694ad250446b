import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { z } from 'zod'

/*
 * A backup is JSON lines, gzipped. The first says what it is; then for each table a line with its columns, lines of rows, and a line
 * with their number; then where the sequences are. The last line holds the SHA-256 of everything before it, so that half a backup
 * is never taken for a whole one.
 */
export const FORMAT = 1

export const Head = z.object({
  sagemcp: z.literal('backup'),
  format: z.int(),
  /** The newest migration of the database. */
  schema: z.string(),
  release: z.string(),
  madeAt: z.string(),
})
export type Head = z.infer<typeof Head>

const Sequence = z.object({ table: z.string(), column: z.string(), value: z.string(), called: z.boolean() })
export type Sequence = z.infer<typeof Sequence>

const Line = z.union([
  z.strictObject({ table: z.string(), columns: z.array(z.tuple([z.string(), z.string()])) }),
  z.strictObject({ rows: z.int() }),
  z.strictObject({ sequences: z.array(Sequence) }),
])
type Line = z.infer<typeof Line>

const End = z.strictObject({ end: z.literal(true), sha256: z.string() })

/** A line to be written, or one that is JSON already: rows come from the database that way and go back that way. */
export type Part = Head | Line | { readonly json: string }

/** The text of an archive. */
export async function* toText(parts: AsyncIterable<Part>): AsyncGenerator<string> {
  const hash = createHash('sha256')
  for await (const part of parts) {
    const line = `${'json' in part ? part.json : JSON.stringify(part)}\n`
    hash.update(line)
    yield line
  }
  yield `${JSON.stringify({ end: true, sha256: hash.digest('hex') })}\n`
}

export class ArchiveError extends Error {
  override readonly name = 'ArchiveError'

  constructor(what: string, options?: ErrorOptions) {
    super(`this backup cannot be used: ${what}`, options)
  }
}

/** The parts of an archive. Whoever takes them must not keep what they did until the last one has come: only then is it whole. */
export async function* fromFile(file: Readable): AsyncGenerator<Part> {
  const hash = createHash('sha256')
  let isFirst = true
  let isWhole = false
  for await (const line of lines(file)) {
    if (isWhole) throw new ArchiveError('there is something behind its end')
    if (isFirst) yield readHead(line)
    else if (line.startsWith('[')) yield { json: line }
    else {
      const value = parseJson(line)
      const end = End.safeParse(value)
      isWhole = end.success
      if (end.success && end.data.sha256 !== hash.digest('hex')) throw new ArchiveError('its checksum is wrong')
      if (!end.success) yield readLine(value)
    }
    if (!isWhole) hash.update(`${line}\n`)
    isFirst = false
  }
  if (!isWhole) throw new ArchiveError('its end is missing')
}

async function* lines(file: Readable): AsyncGenerator<string> {
  const text = file.pipe(createGunzip()).setEncoding('utf8')
  file.once('error', (error) => text.destroy(error))
  let rest = ''
  try {
    for await (const chunk of text as AsyncIterable<string>) {
      const parts = chunk.split('\n')
      for (const part of parts.slice(0, -1)) {
        yield rest + part
        rest = ''
      }
      rest += parts.at(-1) ?? ''
    }
  } catch (cause) {
    const isDamaged = String((cause as { code?: unknown }).code).startsWith('Z_')
    if (!isDamaged) throw cause
    throw new ArchiveError('it is cut off, damaged, or not gzip', { cause })
  } finally {
    file.destroy()
  }
  if (rest !== '') throw new ArchiveError('its last line is cut off')
}

function readHead(line: string): Head {
  const { data } = Head.safeParse(parseJson(line))
  if (!data) throw new ArchiveError('it was not made by sagemcp backup')
  if (data.format !== FORMAT) {
    throw new ArchiveError(
      `it has the format ${data.format}, and this release reads ${FORMAT}: use release ${data.release}`,
    )
  }
  return data
}

function readLine(value: unknown): Line {
  const { data } = Line.safeParse(value)
  if (!data) throw new ArchiveError('a line of it cannot be read')
  return data
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new ArchiveError('a line of it cannot be read', { cause })
  }
}
