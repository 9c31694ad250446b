import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/**
 * The non-empty lines of a stream, cut at \n alone. node:readline also cuts at U+2028 and U+2029, which are ordinary
 * characters inside a JSON string.
 */
export function readLines(input: Readable, onLine: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8')
  let parts: string[] = []
  const emit = (last: string): void => {
    const line = [...parts, last].join('').trim()
    parts = []
    if (line !== '') onLine(line)
  }
  return new Promise((resolve) => {
    input.on('data', (chunk: Buffer) => {
      const [first = '', ...more] = decoder.write(chunk).split('\n')
      const rest = more.pop()
      if (rest === undefined) return void parts.push(first)
      for (const line of [first, ...more]) emit(line)
      parts.push(rest)
    })
    input.once('error', () => resolve())
    input.once('close', () => resolve())
    input.once('end', () => {
      emit(decoder.end())
      resolve()
    })
  })
}
