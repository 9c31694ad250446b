// What leaves this repository: the packages that the server loads, and those that the build puts into the web app. Both from
// package-lock.json, as far as they are installed here (a lock names the binaries of every platform).
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'))

/** The project itself, and each package with its folder, what it depends on, and where it goes. Sorted by name. */
export function shipped() {
  const server = closure(Object.keys(packages[''].dependencies))
  const web = closure(webImports())
  const all = [...new Set([...server, ...web])].map((location) => {
    const { version, license, integrity, resolved, dependencies = {} } = packages[location]
    return {
      name: location.slice(location.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      licence: license ?? oldLicence(location),
      integrity,
      resolved,
      folder: path.join(root, location),
      dependsOn: Object.keys(dependencies).flatMap((name) => resolve(location, name) ?? []),
      location,
      parts: [...(server.has(location) ? ['server'] : []), ...(web.has(location) ? ['web'] : [])],
    }
  })
  return {
    project: packages[''],
    direct: Object.keys(packages[''].dependencies).map((name) => resolve('', name)),
    packages: all.toSorted((a, b) => (a.location < b.location ? -1 : 1)),
  }
}

/** These and everything they need. */
function closure(names) {
  const seen = new Set()
  const visit = (from, name, optional) => {
    const location = resolve(from, name)
    if (location === undefined || !existsSync(path.join(root, location))) {
      if (optional) return
      throw new Error(`${name}, which ${from || 'this project'} needs, is not installed: run npm ci`)
    }
    if (seen.has(location)) return
    seen.add(location)
    const {
      dependencies = {},
      optionalDependencies = {},
      peerDependencies = {},
      peerDependenciesMeta = {},
    } = packages[location]
    for (const each of Object.keys(dependencies)) visit(location, each, each in optionalDependencies)
    for (const each of Object.keys(optionalDependencies)) visit(location, each, true)
    for (const each of Object.keys(peerDependencies)) {
      if (!peerDependenciesMeta[each]?.optional) visit(location, each, true)
    }
  }
  for (const name of names) visit('', name, false)
  return seen
}

/** Node's own rule: look in this package's node_modules, then in each one above it. */
function resolve(from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const location = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`
    if (packages[location]) return location
    if (at === '') return undefined
  }
}

function webImports() {
  const folder = path.join(root, 'web/src')
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(tsx?|css)$/.test(file))
    .flatMap((file) => [
      ...readFileSync(path.join(folder, file), 'utf8').matchAll(
        /(?:^import (?!type )[^'"]*|^} from |^@import |\bimport\()['"]((?:@[\w.-]+\/)?[\w-][\w.-]*)/gm,
      ),
    ])
    .map(([, name]) => name)
  return [...new Set(names)].sort()
}

/** Old packages say it only in a file. */
function oldLicence(location) {
  const { license, licenses = [] } = JSON.parse(readFileSync(path.join(root, location, 'package.json'), 'utf8'))
  if (typeof license === 'string') return license
  const types = [license, ...licenses].flatMap((each) => each?.type ?? [])
  return types.length > 0 ? types.join(' OR ') : undefined
}
