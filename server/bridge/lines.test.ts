import { PassThrough } from 'node:stream'
import { readLines } from './lines'

async function lines(...chunks: (string | Buffer)[]): Promise<string[]> {
  const input = new PassThrough()
  const seen: string[] = []
  const done = readLines(input, (line) => void seen.push(line))
  for (const chunk of chunks) input.write(chunk)
  input.end()
  await done
  return seen
}

test('lines are joined from chunks, and empty ones left out', async () => {
  expect(await lines('{"a"', ':1}\n\n{"b":', '2}\r\n', '{"c":3}')).toEqual(['{"a":1}', '{"b":2}', '{"c":3}'])
})

test('a character cut in two by chunks arrives whole', async () => {
  const bytes = Buffer.from('"é😀"\n')
  expect(await lines(...[...bytes].map((byte) => Buffer.from([byte])))).toEqual(['"é😀"'])
})

test('U+2028 and U+2029 do not end a line: JSON strings may hold them', async () => {
  expect(await lines('"a\u2028b\u2029c"\n')).toEqual(['"a\u2028b\u2029c"'])
})
