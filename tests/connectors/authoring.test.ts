import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const root = join(__dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'authoring-'))
const text = readFileSync(join(root, 'docs/connectors/authoring.md'), 'utf8')
const samples = [...text.matchAll(/^```ts (\S+)\n([\s\S]*?)^```$/gm)].map(([, file = '', code = '']) => ({
  file,
  code,
}))

beforeAll(() => {
  for (const part of ['connectors/sdk', 'scripts/swc.cjs'])
    cpSync(join(root, part), join(folder, part), { recursive: true })
  for (const { file, code } of samples) {
    mkdirSync(join(folder, 'connectors', dirname(file)), { recursive: true })
    writeFileSync(join(folder, 'connectors', file), code)
  }
  const tsconfig = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as { compilerOptions: object }
  const include = samples.map(({ file }) => `connectors/${file}`)
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: tsconfig.compilerOptions, include }))
  const transform = "{ '\\\\.ts$': ['@swc/jest', require('./scripts/swc.cjs').options()] }"
  writeFileSync(join(folder, 'jest.config.cjs'), `module.exports = { transform: ${transform} }\n`)
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function bin(name: string, ...args: string[]) {
  const command = join(root, 'node_modules/.bin', name)
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

test('every TypeScript sample of the page names its file', () => {
  expect(samples).toHaveLength(text.match(/^```ts/gm)?.length ?? 0)
  expect(samples.length).toBeGreaterThan(3)
})

test('the samples compile', () => {
  expect(bin('tsc', '-p', '.')).toEqual({ status: 0, output: '' })
}, 60_000)

test('a sample that is wrong does not compile', () => {
  const file = join(folder, 'connectors/weather/index.ts')
  const code = readFileSync(file, 'utf8')
  writeFileSync(file, code.replace('Input<typeof ListStations>', 'Input<typeof RenameStation>'))
  expect(bin('tsc', '-p', '.').status).not.toBe(0)
  writeFileSync(file, code)
}, 60_000)

test('the test among the samples passes', () => {
  const { status, output } = bin('jest', '--watchman=false', 'connectors/weather')
  expect(output).toContain('1 passed')
  expect(status).toBe(0)
}, 60_000)
