// A bill of materials in the form of CycloneDX 1.5, on standard output: every package that ships, with its hash, licence and what
// it needs. The same lockfile gives the same bytes. Packages of the image's base are not in it: scan the image for those.
// usage: node scripts/sbom.mjs > sbom.json
import { shipped } from './shipped.mjs'

const { project, direct, packages } = shipped()
const purl = ({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`
const known = new Set(packages.map(({ location }) => location))
const self = `${project.name}@${project.version}`

const document = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: {
    component: {
      'bom-ref': self,
      type: 'application',
      name: project.name,
      version: project.version,
      purl: purl(project),
      licenses: [{ license: { id: project.license } }],
    },
  },
  components: packages.map((each) => ({
    'bom-ref': each.location,
    type: 'library',
    name: each.name,
    version: each.version,
    purl: purl(each),
    ...(each.licence === undefined ? {} : { licenses: [licence(each.licence)] }),
    hashes: hashes(each.integrity),
    properties: [{ name: 'sagemcp:part', value: each.parts.join(',') }],
  })),
  dependencies: [
    { ref: self, dependsOn: direct },
    ...packages.map(({ location, dependsOn }) => ({
      ref: location,
      dependsOn: dependsOn.filter((each) => known.has(each)),
    })),
  ],
}
console.log(JSON.stringify(document, null, 2))

function licence(text) {
  return / (OR|AND) /.test(text) ? { expression: text } : { license: { id: text } }
}

/** npm has them as base64, CycloneDX wants hexadecimal digits. */
function hashes(integrity = '') {
  return integrity.split(' ').flatMap((each) => {
    const [algorithm, value] = each.split('-')
    if (algorithm !== 'sha512' || value === undefined) return []
    return [{ alg: 'SHA-512', content: Buffer.from(value, 'base64').toString('hex') }]
  })
}
