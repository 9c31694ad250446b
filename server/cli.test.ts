import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(__dirname, '..')

function sagemcp(args: string[], env: Record<string, string> = {}) {
  const program = ['-r', join(root, 'scripts/register.cjs'), join(root, 'server/cli.ts'), ...args]
  const { status, stdout, stderr } = spawnSync(process.execPath, program, {
    encoding: 'utf8',
    input: '',
    env: { PATH: process.env.PATH ?? '', ...env },
  })
  return { status, stdout, stderr }
}

test('--version prints the version of the package', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  expect(sagemcp(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
})

test('--help names the commands', () => {
  const { stdout } = sagemcp(['--help'])
  const ours = [
    'serve',
    'migrate',
    'doctor',
    'backup',
    'restore',
    'rotate-keys',
    'audit',
    'tenants',
    'connectors',
    'keys',
  ]
  for (const command of [...ours, 'tools', 'mcp', 'bridge', 'support-bundle']) {
    expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
  }
})

test('without a command the platform is served: a setting that is wrong stops it in words', () => {
  const { status, stderr } = sagemcp([], { PORT: 'eighty' })
  expect(status).toBe(1)
  expect(stderr).toContain('PORT')
  expect(stderr).not.toContain('    at ')
})

test('the bridge needs an address, and none of the settings of the platform', () => {
  expect(sagemcp(['bridge'])).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('url') })
  const served = sagemcp(['bridge', 'ws://elsewhere.example/mcp'], { PORT: 'eighty', SAGEMCP_KEY: 'sk_1' })
  expect(served).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('unencrypted') })
})
