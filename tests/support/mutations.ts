/** mulberry32: small, and the same everywhere for the same seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Random = () => number

const ODD: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  2 ** 60,
  '',
  '\u0000',
  '\ud800',
  '__proto__',
  'x'.repeat(10_000),
  [],
  {},
  [[[[]]]],
  { toString: null },
  { constructor: { prototype: {} } },
]

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T

/** Another JSON value of the same shape but for one place. */
function otherValue(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.15) return pick(random, ODD)
  const keys = Object.keys(value)
  const key = pick(random, keys)
  if (key === undefined) return pick(random, ODD)
  const copy: Record<string, unknown> = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>
  const how = random()
  if (how < 0.2) delete copy[key]
  else if (how < 0.35) copy[`${key}${pick(random, ['', ' ', '_', '\u0000', 'x'])}x`] = copy[key]
  else copy[key] = otherValue(copy[key], random)
  return copy
}

function otherBytes(bytes: Buffer, random: Random): Buffer {
  const at = Math.floor(random() * bytes.length)
  const to = Math.min(bytes.length, at + Math.floor(random() * 20))
  switch (Math.floor(random() * 6)) {
    case 0:
      return bytes.subarray(0, at)
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)])
    case 2:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)])
    case 3:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff, 0xfe, 0xc0, 0x80]), bytes.subarray(at)])
    case 4:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from('['.repeat(1 + Math.floor(random() * 500))),
        bytes.subarray(at),
      ])
    default: {
      const copy = Buffer.from(bytes)
      copy[at] = Math.floor(random() * 256)
      return copy
    }
  }
}

/** `count` frames, each a valid message with one to three things wrong in it. */
export function mutations(messages: readonly unknown[], count: number, seed: number): Buffer[] {
  const next = random(seed)
  return Array.from({ length: count }, () => {
    let value = pick(next, messages)
    if (next() < 0.5) {
      for (let i = Math.floor(next() * 3); i >= 0; i -= 1) value = otherValue(value, next)
      return Buffer.from(JSON.stringify(value) ?? 'null')
    }
    let bytes: Buffer = Buffer.from(JSON.stringify(value))
    for (let i = Math.floor(next() * 3); i >= 0 && bytes.length > 0; i -= 1) bytes = otherBytes(bytes, next)
    return bytes
  })
}
