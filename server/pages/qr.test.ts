import { createHash } from 'node:crypto'
import { qrGrid, qrSvg } from './qr'

const SAGEMCP = `
#######.......#######
#.....#..#..#.#.....#
#.###.#.####..#.###.#
#.###.#.#.....#.###.#
#.###.#.#...#.#.###.#
#.....#.####..#.....#
#######.#.#.#.#######
........#............
#.#####....#..#####..
###.#...#.######..#.#
...#..#..#..#.##.###.
.##.##..#.######.####
#.###.#..#..#..#.....
........###.#....###.
#######..###.#...#.#.
#.....#.###.....#####
#.###.#.##.#.#.#...#.
#.###.#.########.##..
#.###.#.#.#.#.#..##..
#.....#...#####..##..
#######.#...#...#.##.
`.trim()

const lines = (text: string) => qrGrid(text).map((row) => row.map((dark) => (dark ? '#' : '.')).join(''))

it('draws what a camera read as SageMCP when this was recorded', () => {
  expect(lines('SageMCP').join('\n')).toBe(SAGEMCP)
})

// One block, several, with version bits, blocks of two lengths. Each was read back by a decoder when it was recorded.
it.each([
  [84, 37, '648f6eaf2f5b1708'],
  [122, 45, '63aa8bfab7da791c'],
  [213, 57, 'b8d5bd5a8267374b'],
  [412, 77, 'db68bd0f3a07534f'],
])('draws %i bytes in %i rows', (length, rows, hash) => {
  const grid = qrGrid('otpauth:'.repeat(60).slice(0, length))
  expect(grid).toHaveLength(rows)
  const drawn = grid.map((row) => row.map(Number).join('')).join()
  expect(createHash('sha256').update(drawn).digest('hex').slice(0, 16)).toBe(hash)
})

it('takes up to 666 bytes', () => {
  expect(qrGrid('x'.repeat(666))).toHaveLength(97)
  expect(() => qrGrid('x'.repeat(667))).toThrow('too long')
})

it('is a picture with a name', () => {
  expect(qrSvg('SageMCP', 'A <key>').text).toMatch(
    /^<svg\s+viewBox="0 0 21 21"\s+role="img"\s+aria-label="A &#60;key&#62;"/,
  )
})
