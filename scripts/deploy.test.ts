import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parse } from 'yaml'

const DIGEST = `sha256:${'0a'.repeat(32)}`
const ENV = {
  KUBECONFIG_TEXT: 'the cluster',
  NAMESPACE: 'mcp',
  VALUES: 'ingress: { host: mcp.example.com }',
  PUBLIC_URL: 'https://mcp.example.com',
}

/** The script with a `helm` and a `curl` that write down what they were given; they are what it meets outside. */
function deploy(args: readonly string[], env: Record<string, string> = ENV, exit = { helm: 0, curl: 0 }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-deploy-'))
  for (const [name, code] of Object.entries(exit)) {
    const script = `#!/bin/sh\necho "${name} $*" >>${folder}/log\n[ ${name} = curl ] || cat "$KUBECONFIG" >${folder}/cluster\nexit ${code}\n`
    writeFileSync(path.join(folder, name), script)
    chmodSync(path.join(folder, name), 0o755)
  }
  writeFileSync(path.join(folder, 'log'), '')
  const { status, stderr } = spawnSync(path.resolve('scripts', 'deploy.sh'), args, {
    env: { PATH: `${folder}:${process.env.PATH ?? ''}`, ...env },
    encoding: 'utf8',
  })
  const read = (name: string) => readFileSync(path.join(folder, name), 'utf8')
  return { status, stderr, log: read('log'), cluster: () => read('cluster') }
}

it('installs exactly this image with the values of the environment, then asks it from outside', () => {
  const { status, log, cluster } = deploy(['staging', 'ghcr.io/acme/sagemcp', DIGEST])
  expect(status).toBe(0)
  expect(cluster()).toBe('the cluster')
  const [helm = '', ...curls] = log.trim().split('\n')
  expect(helm).toMatch(/^helm upgrade sagemcp helm --install --atomic .*--namespace mcp /)
  expect(helm).toContain('--values helm/values/staging.yaml')
  expect(helm).toContain(`image.digest=${DIGEST}`)
  expect(curls.map((line) => line.split(' ').at(-1))).toContain('https://mcp.example.com/health/ready')
})

it('fails with Helm, and asks nothing then', () => {
  const { status, log } = deploy(['staging', 'x', DIGEST], ENV, { helm: 1, curl: 0 })
  expect(status).not.toBe(0)
  expect(log).not.toContain('curl')
})

it('fails when the server does not answer', () => {
  expect(deploy(['staging', 'x', DIGEST], ENV, { helm: 0, curl: 22 }).status).not.toBe(0)
})

it.each(['latest', 'v1.0.0', 'sha256:12'])('refuses %s, which another image may have tomorrow', (digest) => {
  const { status, log } = deploy(['production', 'x', digest])
  expect([status, log]).toEqual([1, ''])
})

it('does nothing without an environment', () => {
  const { status, log } = deploy(['production', 'x', DIGEST], {})
  expect([status === 0, log]).toEqual([false, ''])
})

it('reaches production only through staging and the reviewers of its environment', () => {
  const { jobs } = parse(readFileSync('.github/workflows/release.yml', 'utf8')) as {
    jobs: Record<string, { needs?: string | string[]; environment?: string }>
  }
  expect(jobs.production).toMatchObject({ environment: 'production', needs: expect.arrayContaining(['staging']) })
  expect(jobs.staging).toMatchObject({ environment: 'staging', needs: 'image' })
  expect(jobs.image?.needs).toBe('check')
})
