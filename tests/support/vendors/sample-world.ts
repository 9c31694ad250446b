import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findList, type Item, listAt, type ListPath, numbered, put } from './items'
import type { Answer, Asked, World } from './vendor-description'

type Samples = Readonly<Record<string, unknown>>

const folder = join(__dirname, '../../contracts/samples')

/** Our own sample of each operation's answer, by file name. `idOf` gives the judge's name of the operation. */
export function readSamples(vendor: string, idOf = (file: string) => file): Samples {
  const files = readdirSync(join(folder, vendor)).filter((file) => file.endsWith('.json'))
  return Object.fromEntries(
    files.map((file) => [
      idOf(file.slice(0, -'.json'.length)),
      JSON.parse(readFileSync(join(folder, vendor, file), 'utf8')) as unknown,
    ]),
  )
}

export interface SampleRules {
  /** Where the list of an operation stands, when it is not the one nearest to the top. */
  lists?: Readonly<Record<string, ListPath>>
  /** Makes the items of a list differ. Default: {@link numbered}. */
  item?: (sample: unknown, i: number, id: string) => unknown
  /** Answers of operations that look at what was asked; undefined gives the sample. */
  answers?: Readonly<Record<string, (asked: Asked, sample: Item) => Answer | undefined>>
}

/** A world that remembers nothing: each operation answers with its sample. */
export function sampleWorld(samples: Samples, { lists = {}, item = numbered, answers = {} }: SampleRules = {}): World {
  const sample = (id: string): unknown => {
    if (!Object.hasOwn(samples, id)) throw new Error(`There is no sample of ${id}.`)
    return structuredClone(samples[id])
  }
  return {
    answer: (asked) => {
      const given = answers[asked.id]?.(asked, (samples[asked.id] === undefined ? {} : sample(asked.id)) as Item)
      if (given) return given
      return { status: asked.status, body: asked.status === 204 ? undefined : sample(asked.id) }
    },
    holding: ({ id }, count) => {
      const body = sample(id)
      const at = lists[id] ?? findList(body)
      const last = at && listAt(body, at).at(-1)
      if (!at || last === undefined) throw new Error(`The sample of ${id} has no list with an item to make more of.`)
      return put(
        body,
        at,
        Array.from({ length: count }, (_, i) => item(structuredClone(last), i, id)),
      )
    },
  }
}
