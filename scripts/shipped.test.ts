import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const run = (folder: string, ...args: string[]) =>
  spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 })

/** A project with these files, and our scripts. */
function project(files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-shipped-'))
  for (const script of ['shipped.mjs', 'licences.mjs', 'sbom.mjs', 'slim-modules.mjs']) {
    cpSync(`scripts/${script}`, path.join(folder, 'scripts', script))
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
  return folder
}

const small = (licence: string) =>
  project({
    'package-lock.json': JSON.stringify({
      packages: {
        '': {
          name: 'us',
          version: '1.0.0',
          license: 'MIT',
          dependencies: { a: '1' },
          devDependencies: { w: '1', t: '1' },
        },
        'node_modules/a': {
          version: '1.0.0',
          license: licence,
          integrity: 'sha512-AAECAw==',
          dependencies: { b: '1' },
        },
        'node_modules/b': { version: '2.0.0', license: 'ISC', optionalDependencies: { other: '1' } },
        'node_modules/other': { version: '1.0.0', license: 'GPL-3.0', optional: true },
        'node_modules/w': { version: '3.0.0', license: 'MIT', dev: true },
        'node_modules/t': { version: '4.0.0', license: 'GPL-3.0', dev: true },
      },
    }),
    'web/src/main.tsx': `import type { T } from 't'\nimport { w } from 'w/part'\nexport const x = w`,
    'node_modules/a/LICENSE': 'Text of a.',
    'node_modules/a/package.json': '{}',
    'node_modules/b/README.md': '# b\n\n## License\n\nText of b.',
    'node_modules/b/package.json': '{}',
    'node_modules/w/LICENSE.md': 'Text of w.',
    'node_modules/w/package.json': '{}',
    'node_modules/t/package.json': '{}',
  })

it('ships what the server needs and what the web app imports; not tools, nor what is not installed here', () => {
  const { status, stdout } = run(small('MIT'), 'scripts/licences.mjs')
  expect(status).toBe(0)
  expect(stdout.trim().split('\n')).toEqual(['MIT\ta 1.0.0\tserver', 'ISC\tb 2.0.0\tserver', 'MIT\tw 3.0.0\tweb'])
})

it.each(['GPL-3.0', 'MIT AND GPL-3.0', 'SEE LICENSE IN EULA'])('refuses %s', (licence) => {
  const { status, stderr } = run(small(licence), 'scripts/licences.mjs')
  expect(status).toBe(1)
  expect(stderr).toContain(`a 1.0.0 has the licence ${licence}`)
})

it('takes the one of several licences that may be taken', () => {
  expect(run(small('(GPL-3.0 OR MIT)'), 'scripts/licences.mjs').status).toBe(0)
})

it('prints the texts, also those that stand in a readme', () => {
  const { stdout } = run(small('MIT'), 'scripts/licences.mjs', '--texts')
  for (const text of ['Text of a.', 'Text of b.', 'Text of w.']) expect(stdout).toContain(text)
})

it('lists materials with hashes and what needs what, the same each time', () => {
  const folder = small('MIT')
  const { stdout } = run(folder, 'scripts/sbom.mjs')
  expect(run(folder, 'scripts/sbom.mjs').stdout).toBe(stdout)
  const bom = JSON.parse(stdout) as { components: { purl: string; hashes: unknown[] }[]; dependencies: unknown[] }
  expect(bom.components.map(({ purl }) => purl)).toEqual(['pkg:npm/a@1.0.0', 'pkg:npm/b@2.0.0', 'pkg:npm/w@3.0.0'])
  expect(bom.components[0]?.hashes).toEqual([{ alg: 'SHA-512', content: '00010203' }])
  expect(bom.dependencies).toContainEqual({ ref: 'node_modules/a', dependsOn: ['node_modules/b'] })
})

it('knows the licence of everything in this repository that ships', () => {
  const { status, stdout, stderr } = run('.', 'scripts/licences.mjs')
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/\tpg [\d.]+\tserver$/m)
  expect(stdout).toMatch(/\treact [\d.]+\tweb$/m)
})

describe('slim-modules', () => {
  const COPIES = [
    'typeorm/browser/x.js',
    'gpt-tokenizer/esm/x.js',
    'gpt-tokenizer/src/x.ts',
    'gpt-tokenizer/data/x',
    '@sentry/core/build/esm/index.js',
  ]
  const modules = (files: readonly string[]) =>
    project(Object.fromEntries(files.map((file) => [`node_modules/${file}`, 'x'])))

  it('takes out what no server reads and leaves code, data and licences', () => {
    const stays = ['a/index.js', 'a/index.mjs', 'a/x.wasm', 'a/package.json', 'a/LICENSE.md', 'a/NOTICE.md', 'a/tags']
    const goes = ['a/index.js.map', 'a/index.d.ts', 'a/index.d.cts', 'a/src/index.ts', 'a/README.md', ...COPIES]
    const folder = modules([...stays, ...goes])
    expect(run(folder, 'scripts/slim-modules.mjs', 'node_modules').status).toBe(0)
    const there = [...stays, ...goes].filter((file) => existsSync(path.join(folder, 'node_modules', file)))
    expect(there).toEqual(stays)
  })

  it('fails when a package is laid out otherwise than it was, and touches nothing that is no node_modules', () => {
    expect(run(modules(COPIES.slice(1)), 'scripts/slim-modules.mjs', 'node_modules').status).not.toBe(0)
    const folder = modules(COPIES)
    expect(run(folder, 'scripts/slim-modules.mjs', '.').status).not.toBe(0)
    expect(readFileSync(path.join(folder, 'node_modules/gpt-tokenizer/src/x.ts'), 'utf8')).toBe('x')
  })
})
