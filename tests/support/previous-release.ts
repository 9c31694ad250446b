import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'

const root = path.resolve(__dirname, '../..')

const Releases = z
  .array(z.strictObject({ release: z.string(), commit: z.string().length(40), schema: z.string() }))
  .min(1)
const Package = z.object({ version: z.string().optional(), dependencies: z.record(z.string(), z.string()).optional() })
const Lock = z.object({ packages: z.record(z.string(), Package) })

/** The sources of a release, ready to run. */
export interface Release {
  readonly folder: string
  readonly release: string
  /** Its newest migration. */
  readonly schema: string
  remove(): void
}

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))
// In a container the clone may belong to somebody else.
const ours = ['-c', `safe.directory=${root}`]
function git(...args: string[]) {
  const { status, stdout, stderr, error } = spawnSync('git', [...ours, ...args], { cwd: root })
  const [out = '', why = ''] = [stdout, stderr].map((text) => String(text ?? '').trim())
  return { isFine: status === 0, out, why: error?.message ?? why }
}

/** The newest of migrations/releases.json, from this clone. Gives words where it cannot be had. */
export function previousRelease(): Release | string {
  const { release, commit, schema } = Releases.parse(read(path.join(root, 'migrations/releases.json'))).at(-1)!
  const missing = missingTag(commit) ?? missingCommit(release, commit)
  if (missing !== undefined) return missing
  const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-previous-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const archive = execFileSync('git', [...ours, 'archive', commit], { cwd: root, maxBuffer: 2 ** 28 })
    execFileSync('tar', ['-x', '-C', folder], { input: archive })
    addPackages(folder)
    return { folder, release, schema, remove }
  } catch (error) {
    remove()
    throw error
  }
}

/** A tag of a release that nobody put into the list: the release before this one is another than the list says. */
function missingTag(listed: string): string | undefined {
  const [tag] = git('tag', '--list', 'v[0-9]*', '--sort=-v:refname', '--merged', 'HEAD').out.split('\n')
  if (!tag) return undefined
  const commit = git('rev-list', '--max-count=1', tag).out
  if (commit === listed || commit === git('rev-parse', 'HEAD').out) return undefined
  return `there is a release ${tag}, and migrations/releases.json does not end with its commit: see docs/upgrading.md`
}

function missingCommit(release: string, commit: string): string | undefined {
  const looked = () => git('cat-file', '-e', `${commit}^{commit}`)
  if (looked().isFine) return undefined
  // A shallow clone, as CI makes: this one commit is enough.
  const { why } = process.env.CI ? git('fetch', '--quiet', '--depth=1', 'origin', commit) : looked()
  if (looked().isFine) return undefined
  return (
    `this clone does not have the commit ${commit} of release ${release}: git fetch --depth=1 origin ${commit}, ` +
    `or git fetch --unshallow (${why})`
  )
}

/** Those of this release, when what the other one depends on directly is here in the same version. */
function addPackages(folder: string): void {
  const [theirs, present] = [folder, root].map((at) => Lock.parse(read(path.join(at, 'package-lock.json'))).packages)
  const direct = Object.keys(theirs?.['']?.dependencies ?? {}).map((name) => `node_modules/${name}`)
  if (direct.every((place) => theirs?.[place]?.version === present?.[place]?.version)) {
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
    return
  }
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
}
