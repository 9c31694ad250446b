import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const repository = join(__dirname, '..')
let copy: string

/** A small repository of its own that borrows the modules of the real one. */
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'connector-new-'))
  cpSync(join(repository, 'connectors/sdk'), join(copy, 'connectors/sdk'), {
    recursive: true,
    filter: (file) => !file.endsWith('.test.ts'),
  })
  for (const file of ['.prettierrc.json', '.oxlintrc.json', 'scripts/swc.cjs'])
    cpSync(join(repository, file), join(copy, file))
  writeFileSync(join(copy, 'package.json'), '{}\n')
  const { compilerOptions } = JSON.parse(readFileSync(join(repository, 'tsconfig.json'), 'utf8')) as {
    compilerOptions: object
  }
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['connectors'] }))
  writeFileSync(
    join(copy, 'jest.config.cjs'),
    "module.exports = { transform: { '\\\\.ts$': ['@swc/jest', require('./scripts/swc.cjs').options()] } }\n",
  )
  mkdirSync(join(copy, 'connectors/github'))
  writeFileSync(join(copy, 'connectors/github/index.ts'), 'export {}\n')
  writeFileSync(join(copy, 'connectors/index.ts'), "/** The types. */\nimport './github'\n")
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'))
})
afterEach(() => rmSync(copy, { recursive: true, force: true }))

function run(command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: copy, encoding: 'utf8' })
  return { status, output: stdout + stderr }
}
const make = (...args: string[]) => run(process.execPath, join(__dirname, 'connector-new.mjs'), ...args)
const bin = (name: string, ...args: string[]) => run(join(repository, 'node_modules/.bin', name), ...args)
const index = () => readFileSync(join(copy, 'connectors/index.ts'), 'utf8')

test('a new type passes every check at once', () => {
  expect(make('acme_2_crm', '--title', 'Acme CRM')).toMatchObject({ status: 0 })
  expect(readdirSync(join(copy, 'connectors/acme_2_crm')).sort()).toEqual([
    'acme_2_crm.test.ts',
    'icon.svg',
    'index.ts',
  ])
  expect(readFileSync(join(copy, 'docs/connectors/acme_2_crm.md'), 'utf8')).toMatch(/^# Acme CRM\n/)
  expect(index()).toBe("/** The types. */\nimport './acme_2_crm'\nimport './github'\n")
  expect(bin('prettier', '--check', 'connectors/acme_2_crm', 'connectors/index.ts', 'docs')).toMatchObject({
    status: 0,
  })
  expect(bin('oxlint', 'connectors/acme_2_crm')).toMatchObject({ status: 0 })
  expect(bin('tsc', '-p', '.')).toEqual({ status: 0, output: '' })
  const jest = bin('jest', '--watchman=false', 'connectors/acme_2_crm')
  expect(jest.output).toContain('3 passed')
  expect(jest.status).toBe(0)
}, 90_000)

test.each([
  [[], 'Usage'],
  [['a', 'b'], 'Usage'],
  [['Acme'], 'cannot be a type'],
  [['../acme'], 'cannot be a type'],
  [['1st'], 'cannot be a type'],
  [['a'.repeat(26)], 'cannot be a type'],
  [['sdk'], 'cannot be a type'],
  [['github'], 'connectors/github exists already'],
  [['acme', '--title', "It's `evil`"], 'A title is'],
  [['acme', '--colour', 'red'], '--colour'],
])('with %p nothing is made', (args, words) => {
  const before = run('find', '.', '-not', '-path', './node_modules/*')
  const { status, output } = make(...args)
  expect(status).toBe(1)
  expect(output).toContain(words)
  expect(run('find', '.', '-not', '-path', './node_modules/*')).toEqual(before)
  expect(index()).toBe("/** The types. */\nimport './github'\n")
})

test('when writing fails, what was begun is taken away', () => {
  writeFileSync(join(copy, 'docs'), 'a file where a folder has to be')
  const { status, output } = make('acme')
  expect(status).toBe(1)
  expect(output).toContain('Nothing was made')
  expect(readdirSync(join(copy, 'connectors')).sort()).toEqual(['github', 'index.ts', 'sdk'])
  expect(index()).toBe("/** The types. */\nimport './github'\n")
})
