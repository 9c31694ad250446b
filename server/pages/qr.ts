import { Html, html } from '../html'

/*
 * A QR code (ISO/IEC 18004) of a text in bytes, error correction level M. Small enough to keep here, so that a secret key
 * never passes through anybody else's code.
 */

/** Error correction bytes per block and number of blocks, by version from 1. */
const ECC_BYTES = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26]
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16]
const LEVEL_M = 0

type Grid = boolean[][]

const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
]

/** Rows of dark modules, without the quiet zone. Throws for a text of more than 666 bytes. */
export function qrGrid(text: string): readonly (readonly boolean[])[] {
  const bytes = Buffer.from(text)
  const version = versionFor(bytes.length)
  const bits = codewords(bytes, version).flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((i) => ((byte >> i) & 1) === 1))
  const drawn = MASKS.map((_, mask) => draw(version, bits, mask))
  return drawn.reduce((best, grid) => (penalty(grid) < penalty(best) ? grid : best))
}

export function qrSvg(text: string, label: string): Html {
  const grid = qrGrid(text)
  const path = grid.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return html`<svg
    viewBox="0 0 ${grid.length} ${grid.length}"
    role="img"
    aria-label="${label}"
    shape-rendering="crispEdges"
  >
    <path fill="#000" d="${path}" />
  </svg>`
}

const sizeOf = (version: number): number => version * 4 + 17

function alignment(version: number): number[] {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2
  const last = sizeOf(version) - 7
  return [6, ...Array.from({ length: count - 1 }, (_, i) => last - (count - 2 - i) * step)]
}

/** All bytes of a version: its modules without those that have a fixed meaning. */
function totalBytes(version: number): number {
  let bits = (16 * version + 128) * version + 64
  if (version >= 2) {
    const count = Math.floor(version / 7) + 2
    bits -= (25 * count - 10) * count - 55
    if (version >= 7) bits -= 36
  }
  return Math.floor(bits / 8)
}

const at = (list: readonly number[], index: number): number => list[index] ?? 0
const dataBytes = (version: number): number =>
  totalBytes(version) - at(ECC_BYTES, version - 1) * at(BLOCKS, version - 1)
const lengthBits = (version: number): number => (version < 10 ? 8 : 16)

function versionFor(length: number): number {
  for (let version = 1; version <= BLOCKS.length; version++) {
    if (4 + lengthBits(version) + length * 8 <= dataBytes(version) * 8) return version
  }
  throw new Error('too long for a QR code here')
}

/** Mode, length, text and padding in blocks with their error correction, interleaved. */
function codewords(bytes: Buffer, version: number): number[] {
  const capacity = dataBytes(version)
  const bits = [
    ...toBits(0b0100, 4),
    ...toBits(bytes.length, lengthBits(version)),
    ...[...bytes].flatMap((byte) => toBits(byte, 8)),
  ]
  bits.push(...Array<number>(Math.min(4, capacity * 8 - bits.length)).fill(0))
  while (bits.length % 8 !== 0) bits.push(0)
  const data = Array.from({ length: bits.length / 8 }, (_, i) =>
    bits.slice(i * 8, i * 8 + 8).reduce((byte, bit) => (byte << 1) | bit, 0),
  )
  for (let pad = 0xec; data.length < capacity; pad ^= 0xec ^ 0x11) data.push(pad)
  const [count, eccLength] = [at(BLOCKS, version - 1), at(ECC_BYTES, version - 1)]
  const short = Math.floor(capacity / count)
  const shortBlocks = count - (capacity % count)
  const divisor = generator(eccLength)
  let from = 0
  const blocks = Array.from({ length: count }, (_, i) => {
    const block = data.slice(from, (from += short + (i < shortBlocks ? 0 : 1)))
    return { block, ecc: remainder(block, divisor) }
  })
  const interleave = (lists: readonly (readonly number[])[], length: number) =>
    Array.from({ length }, (_, i) => lists.flatMap((list) => list[i] ?? [])).flat()
  return [
    ...interleave(
      blocks.map((b) => b.block),
      short + 1,
    ),
    ...interleave(
      blocks.map((b) => b.ecc),
      eccLength,
    ),
  ]
}

const toBits = (value: number, length: number): number[] =>
  Array.from({ length }, (_, i) => (value >> (length - 1 - i)) & 1)

/** In GF(2^8) with the polynomial x^8 + x^4 + x^3 + x^2 + 1. */
function multiply(a: number, b: number): number {
  let product = 0
  for (let i = 7; i >= 0; i--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d)
    product ^= ((b >> i) & 1) * a
  }
  return product
}

/** The Reed-Solomon generator of this degree, without its leading 1. */
function generator(degree: number): number[] {
  const result = [...Array<number>(degree - 1).fill(0), 1]
  for (let i = 0, root = 1; i < degree; i++, root = multiply(root, 2)) {
    for (let j = 0; j < degree; j++) result[j] = multiply(at(result, j), root) ^ at(result, j + 1)
  }
  return result
}

function remainder(data: readonly number[], divisor: readonly number[]): number[] {
  const result = divisor.map(() => 0)
  for (const byte of data) {
    const factor = byte ^ (result.shift() ?? 0)
    result.push(0)
    divisor.forEach((coefficient, i) => (result[i] = at(result, i) ^ multiply(coefficient, factor)))
  }
  return result
}

function draw(version: number, bits: readonly boolean[], mask: number): Grid {
  const size = sizeOf(version)
  const grid: Grid = Array.from({ length: size }, () => Array<boolean>(size).fill(false))
  const fixed: Grid = Array.from({ length: size }, () => Array<boolean>(size).fill(false))
  const set = (x: number, y: number, dark: boolean) => {
    const [row, fixedRow] = [grid[y], fixed[y]]
    if (!row || !fixedRow || x < 0 || x >= size) return
    row[x] = dark
    fixedRow[x] = true
  }
  drawFixed(version, size, set)
  drawFormat(size, mask, set)
  let next = 0
  for (const [x, y] of path(size)) {
    const row = grid[y]
    if (!row || fixed[y]?.[x]) continue
    row[x] = (bits[next++] ?? false) !== (MASKS[mask]?.(x, y) ?? false)
  }
  return grid
}

type Set = (x: number, y: number, dark: boolean) => void

function drawFixed(version: number, size: number, set: Set): void {
  for (let i = 0; i < size; i++) {
    set(6, i, i % 2 === 0)
    set(i, 6, i % 2 === 0)
  }
  const square = (cx: number, cy: number, radius: number, dark: (ring: number) => boolean) => {
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) set(cx + dx, cy + dy, dark(Math.max(Math.abs(dx), Math.abs(dy))))
    }
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    square(x, y, 4, (ring) => ring !== 2 && ring !== 4)
  const centres = alignment(version)
  for (const x of centres) {
    for (const y of centres) {
      const inCorner = (x === 6 && (y === 6 || y === size - 7)) || (y === 6 && x === size - 7)
      if (!inCorner) square(x, y, 2, (ring) => ring !== 1)
    }
  }
  if (version < 7) return
  const code = (version << 12) | checkBits(version, 12, 0x1f25)
  for (let i = 0; i < 18; i++) {
    const [a, b, dark] = [size - 11 + (i % 3), Math.floor(i / 3), ((code >> i) & 1) === 1]
    set(a, b, dark)
    set(b, a, dark)
  }
}

function drawFormat(size: number, mask: number, set: Set): void {
  const value = (LEVEL_M << 3) | mask
  const code = ((value << 10) | checkBits(value, 10, 0x537)) ^ 0x5412
  const bit = (i: number) => ((code >> i) & 1) === 1
  for (let i = 0; i < 8; i++) {
    set(8, i < 6 ? i : i + 1, bit(i))
    set(size - 1 - i, 8, bit(i))
  }
  for (let i = 8; i < 15; i++) {
    set(i === 8 ? 7 : 14 - i, 8, bit(i))
    set(8, size - 15 + i, bit(i))
  }
  set(8, size - 8, true)
}

/** What is left of `value` shifted by `length` bits, divided by the polynomial. */
function checkBits(value: number, length: number, polynomial: number): number {
  let rest = value
  for (let i = 0; i < length; i++) rest = (rest << 1) ^ ((rest >> (length - 1)) * polynomial)
  return rest
}

/** The order of the data's modules: in pairs of columns from the right, up and down in turn. */
function* path(size: number): Generator<readonly [number, number]> {
  let up = true
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5 // the timing column
    for (let i = 0; i < size; i++) {
      const y = up ? size - 1 - i : i
      yield [right, y]
      yield [right - 1, y]
    }
    up = !up
  }
}

/** How hard a grid is to read: runs, squares, look-alikes of the corners, imbalance. */
function penalty(grid: Grid): number {
  const size = grid.length
  const columns = grid.map((_, x) => grid.map((row) => row[x] ?? false))
  let score = 0
  for (const line of [...grid, ...columns]) {
    const text = line.map(Number).join('')
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) score += run.length - 2
    for (const look of ['10111010000', '00001011101']) {
      for (let i = text.indexOf(look); i >= 0; i = text.indexOf(look, i + 1)) score += 40
    }
  }
  for (let y = 1; y < size; y++) {
    for (let x = 1; x < size; x++) {
      const dark = grid[y]?.[x]
      if (dark === grid[y]?.[x - 1] && dark === grid[y - 1]?.[x] && dark === grid[y - 1]?.[x - 1]) score += 3
    }
  }
  const share = grid.flat().filter(Boolean).length / (size * size)
  return score + Math.floor(Math.abs(share * 100 - 50) / 5) * 10
}
