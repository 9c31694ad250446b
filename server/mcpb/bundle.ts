import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { LRUCache } from 'lru-cache'
import { AppError } from '../errors'
import { bundleName, type BundleFor, manifest } from './manifest'

/** Written into the archive as they are, without a zone: the same bytes each time and everywhere. */
const MADE = new Date(1980, 0, 1)
/** Packing takes a moment of the whole process. */
const KEPT = 50

const json = (value: unknown) => strToU8(`${JSON.stringify(value, null, 2)}\n`)

/** The bridge as an extension that Claude Desktop installs, with the address of one endpoint filled in. It holds no secret. */
export class Bundles {
  readonly #made = new LRUCache<string, Uint8Array>({ max: KEPT })

  constructor(private readonly program: string) {}

  async make(of: BundleFor): Promise<{ fileName: string; bytes: Uint8Array }> {
    const described = json(manifest(of))
    const key = Buffer.from(described).toString('utf8')
    const bytes = this.#made.get(key) ?? zip(described, await this.#files())
    this.#made.set(key, bytes)
    return { fileName: `${bundleName(of)}.mcpb`, bytes }
  }

  async #files(): Promise<{ program: Buffer; icon: Buffer }> {
    const icon = readFile(path.join(__dirname, 'icon.png'))
    const program = readFile(this.program).catch((cause: unknown) => {
      throw new AppError('not_found', 'This server has no bridge to hand out.', {
        hint: 'It was started from the sources: `npm run build` makes it.',
        cause,
      })
    })
    return { program: await program, icon: await icon }
  }
}

const zip = (described: Uint8Array, { program, icon }: { program: Buffer; icon: Buffer }): Uint8Array =>
  zipSync(
    {
      'manifest.json': described,
      // Whatever lies around the folder that it is unpacked into, the program is CommonJS.
      'package.json': json({ name: 'sagemcp-bridge', private: true, type: 'commonjs' }),
      'icon.png': [icon, { level: 0 }],
      'server/index.js': program,
    },
    { level: 9, mtime: MADE },
  )
