// Builds the image with buildah and runs it with crun as an orchestrator would: another user, no capabilities, a root file system
// that is read-only. Says which user runs, what that user may write, and whether it is healthy. As root on Debian, with
// buildah, crun and the apt archive; no registry of images and no engine is needed.
// The base is made here, of Debian's packages and npm's Node: it proves the instructions and what they copy, not the official base
// image and not BuildKit.
// usage: node scripts/ci/image.mjs [--keep]
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { build, makeBase } from './image/build.mjs'
import { container } from './image/container.mjs'
import { buildah, cleanUp, crun, step, work } from './image/tools.mjs'
import { useIt } from './image/use.mjs'
import { freePort } from '../free-port.cjs'
import { check } from './stack.mjs'

const MODULES_MB = 110
const ADMIN_KEY = `sk_admin_${'5a'.repeat(32)}`

try {
  step('base', makeBase)
  const image = step('build', build)
  const mounted = buildah('mount', buildah('from', '--pull=never', image))
  const { config } = JSON.parse(buildah('inspect', '--type', 'image', image)).Docker
  await inspect(config, mounted)
  await runIt(config, mounted)
} finally {
  for (const id of ['refused', 'server']) crun('delete', '--force', id)
  if (process.argv.includes('--keep')) console.log(`kept: ${work}`)
  else cleanUp()
}

/** What the image says of itself, and what is in it. */
async function inspect(config, mounted) {
  const app = path.join(mounted, 'app')
  await check('image: user', () => {
    if (config.User !== '10001:10001') throw new Error(`the image runs as ${config.User || 'root'}`)
    return config.User
  })
  await check('image: files', () => {
    const top = readdirSync(app).sort().join(' ')
    if (top !== 'LICENSE dist node_modules package.json') throw new Error(`/app holds ${top}`)
    const ours = readdirSync(path.join(app, 'dist'), { recursive: true, encoding: 'utf8' })
    const strange = ours.find((file) => /\.tsx?$|\.test\.|(^|\/)\.env/.test(file))
    if (strange) throw new Error(`dist holds ${strange}`)
    const licences = lstatSync(path.join(app, 'dist/THIRD-PARTY-LICENCES.txt')).size
    if (licences < 100_000) throw new Error(`the licences of others are ${licences} bytes`)
    return top
  })
  await check('image: size', () => {
    const [modules, dist] = ['node_modules', 'dist'].map((folder) => megabytes(path.join(app, folder)))
    if (modules >= MODULES_MB) throw new Error(`node_modules takes ${modules} MB, not under ${MODULES_MB}`)
    return `node_modules ${modules} MB, dist ${dist} MB`
  })
}

async function runIt(config, mounted) {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const env = [
    ...config.Env.filter((each) => !/^(PORT|npm_config_cache)=/.test(each)),
    `PORT=${port}`,
    `SAGEMCP_PUBLIC_URL=${origin}`,
    `SAGEMCP_SECRET_KEYS=main:${Buffer.alloc(32, 9).toString('base64')}`,
    `SAGEMCP_BOOTSTRAP_ADMIN_KEY=${ADMIN_KEY}`,
  ]
  const start = (id, variables) => container({ id, config, mounted, env: variables })

  await check('without secret keys it refuses to start', async () => {
    const { code, output } = await start(
      'refused',
      env.filter((each) => !each.startsWith('SAGEMCP_SECRET_KEYS')),
    ).ended
    if (code === 0 || !output().includes('SAGEMCP_SECRET_KEYS is needed')) throw new Error(`code ${code}: ${output()}`)
    return `code ${code}`
  })

  const server = start('server', env)
  await check('ready', async () => {
    const since = Date.now()
    while (!(await answers(`${origin}/health/ready`))) {
      if (server.stopped()) throw new Error(`it ended:\n${server.output()}`)
      if (Date.now() - since > 60_000) throw new Error(`not within 60 s:\n${server.output()}`)
      await wait(100)
    }
    return `after ${Date.now() - since} ms`
  })
  if (process.exitCode) return

  const exec = (options, ...command) => crun('exec', ...options, 'server', ...command)
  await check('the process', () => {
    const { pid } = JSON.parse(crun('state', 'server').stdout)
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const line = (name) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1]
    const facts = {
      Name: line('Name'),
      Uid: line('Uid'),
      Gid: line('Gid'),
      CapEff: line('CapEff'),
      NoNewPrivs: line('NoNewPrivs'),
    }
    const four = Array(4).fill('10001').join('\t')
    if (facts.Uid !== four || facts.Gid !== four || !/^0+$/.test(facts.CapEff) || facts.NoNewPrivs !== '1') {
      throw new Error(JSON.stringify(facts))
    }
    return `${line('Name')}, uid 10001, gid 10001, no capabilities, no new privileges`
  })
  await check('the root file system', () => {
    for (const [who, options] of [
      ['the user', []],
      ['even root', ['--user', '0:0']],
    ]) {
      for (const file of ['/app/x', '/app/dist/x', '/x', '/usr/x']) {
        const { status, stderr } = exec(options, 'touch', file)
        if (status === 0 || !stderr.includes('Read-only file system'))
          throw new Error(`${who} may write ${file}: ${stderr}`)
      }
    }
    for (const file of ['/tmp/x', '/data/x']) {
      if (exec([], 'touch', file).status !== 0) throw new Error(`${file} cannot be written`)
    }
    return 'read-only, for root too; /tmp and /data can be written'
  })
  await check('health', async () => {
    for (const name of ['live', 'ready', 'startup']) {
      if (!(await answers(`${origin}/health/${name}`))) throw new Error(`/health/${name} does not answer 200`)
    }
    const command = config.Healthcheck.Test.slice(1)
    const healthy = exec([], ...command).status
    const control = exec([], 'env', 'PORT=1', ...command).status
    if (healthy !== 0 || control !== 1)
      throw new Error(`the health check ends with ${healthy}, and where nobody listens ${control}`)
    return 'live, ready, startup; the health check ends with 0, and where nobody listens with 1'
  })
  await check('the product', () => useIt(origin, ADMIN_KEY))
  await check('the command', () => {
    const { status, stdout, stderr } = exec(['--cwd', config.WorkingDir], 'node', 'dist/server/cli.js', '--version')
    if (status !== 0) throw new Error(stderr)
    return `sagemcp ${stdout.trim()}`
  })
  await check('stop', async () => {
    const since = Date.now()
    crun('kill', 'server', 'SIGTERM')
    const { code } = await server.ended
    if (code !== 0) throw new Error(`code ${code}:\n${server.output()}`)
    return `code 0 after ${Date.now() - since} ms`
  })
}

async function answers(url) {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )
}

/** What it takes on a disk, like `du`. */
function megabytes(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const blocks = files.reduce((sum, file) => sum + lstatSync(path.join(folder, file)).blocks, 0)
  return Math.round((blocks * 512) / 100_000) / 10
}
