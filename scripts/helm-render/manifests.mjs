// Checks what a chart rendered: that the documents agree with each other and with the server, and that no container may do more
// than it must. Fields and their types are kubernetes.mjs's business.
// usage: node scripts/helm-render/manifests.mjs RENDERED.yaml
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseAllDocuments } from 'yaml'

const HEALTH = ['/health/live', '/health/ready', '/health/startup']
// What an operator would have put into the Secrets.
const SECRETS = {
  DATABASE_URL: 'postgres://sagemcp:secret@db.example.com/sagemcp',
  SAGEMCP_SECRET_KEYS: `main:${Buffer.alloc(32, 7).toString('base64')}`,
  SAGEMCP_BOOTSTRAP_ADMIN_KEY: `sk_admin_${'0'.repeat(64)}`,
  SAGEMCP_METRICS_TOKEN: 'metrics-token-0123456789',
}

const documents = parseAllDocuments(readFileSync(process.argv[2], 'utf8'), { version: '1.1' }).map((each) =>
  each.toJS(),
)
const problems = []
const must = (holds, problem) => holds || problems.push(problem)
const all = (kind) => documents.filter((each) => each.kind === kind)
const nameOf = ({ kind, metadata }) => `${kind} ${metadata.name}`
const selects = (selector, labels) => Object.entries(selector).every(([key, value]) => labels[key] === value)

const seen = documents.map(nameOf)
for (const name of new Set(seen)) must(seen.filter((each) => each === name).length === 1, `${name} is there twice`)

const [deployment] = all('Deployment')
// As the jobs that it makes.
const cronJobs = all('CronJob').map(({ kind, metadata, spec }) => ({ kind, metadata, spec: spec.jobTemplate.spec }))
const jobs = [...all('Job'), ...cronJobs]
const pods = [...all('Deployment'), ...jobs]
const server = deployment.spec.template.metadata.labels

for (const owner of pods) {
  const { spec } = owner.spec.template
  const at = nameOf(owner)
  must(spec.securityContext.runAsNonRoot === true && spec.securityContext.runAsUser > 0, `${at} may run as root`)
  must(spec.securityContext.seccompProfile?.type === 'RuntimeDefault', `${at} has no seccomp profile`)
  const volumes = spec.volumes.map(({ name }) => name)
  for (const container of spec.containers) checkContainer(at, container, volumes)
  checkEnvironment(owner, at)
}

must(selects(deployment.spec.selector.matchLabels, server), 'the Deployment does not select its own pods')
for (const kind of ['Service', 'PodDisruptionBudget', 'NetworkPolicy']) {
  for (const each of all(kind)) {
    const selector = each.spec.podSelector ?? each.spec.selector
    must(
      selects(selector.matchLabels ?? (kind === 'Service' ? selector : {}), server),
      `${nameOf(each)} misses the pods`,
    )
  }
}
for (const { spec } of all('Service')) {
  for (const job of jobs) {
    must(
      !selects(spec.selector, job.spec.template.metadata.labels),
      `the Service sends requests to the pod of ${nameOf(job)}`,
    )
  }
  must(
    spec.ports.every((each) => portsOf(deployment).includes(each.targetPort)),
    'the Service leads to no port',
  )
}
for (const { spec } of all('Ingress')) {
  for (const { backend } of spec.rules.flatMap(({ http }) => http.paths)) {
    const service = all('Service').find(({ metadata }) => metadata.name === backend.service.name)
    must(
      service?.spec.ports.some(({ name }) => name === backend.service.port.name),
      'the Ingress leads to no Service',
    )
  }
}
for (const { spec } of all('HorizontalPodAutoscaler')) {
  must(spec.scaleTargetRef.name === deployment.metadata.name, 'the autoscaler has no target')
  must(deployment.spec.replicas === undefined, 'the Deployment and the autoscaler both say how many')
}
for (const { spec } of all('ServiceMonitor')) {
  const [service] = all('Service')
  must(selects(spec.selector.matchLabels, service.metadata.labels), 'the ServiceMonitor misses the Service')
  must(
    service.spec.ports.some(({ name }) => name === spec.endpoints[0].port),
    'the ServiceMonitor leads to no port',
  )
}
for (const { spec } of all('PrometheusRule')) must(spec.groups?.length > 0, 'the PrometheusRule has no rules')
for (const { data } of all('ConfigMap')) {
  for (const [name, text] of Object.entries(data ?? {})) if (name.endsWith('.json')) JSON.parse(text)
}
// A hook runs when nothing of the release exists.
for (const job of all('Job').filter(({ metadata }) => metadata.annotations?.['helm.sh/hook'])) {
  const uses = JSON.stringify(job.spec)
  for (const { kind, metadata } of documents.filter((each) =>
    ['ConfigMap', 'PersistentVolumeClaim'].includes(each.kind),
  )) {
    must(
      !uses.includes(`"name":"${metadata.name}"}`) && !uses.includes(`"claimName":"${metadata.name}"`),
      `the job needs ${kind} ${metadata.name} before it exists`,
    )
  }
}

for (const problem of problems) console.error(`helm: ${problem}`)
process.exitCode = problems.length > 0 || documents.length === 0 ? 1 : 0

function checkContainer(at, container, volumes) {
  const { securityContext: may = {}, resources = {}, volumeMounts = [] } = container
  must(may.readOnlyRootFilesystem === true, `${at} may write to its root file system`)
  must(may.allowPrivilegeEscalation === false && may.capabilities?.drop?.includes('ALL'), `${at} keeps privileges`)
  must(resources.requests?.cpu && resources.requests?.memory && resources.limits?.memory, `${at} has no resources`)
  for (const { name } of volumeMounts) must(volumes.includes(name), `${at} mounts ${name}, which is no volume`)
  for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'].filter((each) => container[each])) {
    const { path: address, port } = container[probe].httpGet
    must(HEALTH.includes(address), `${at} asks ${address}, which is no health path`)
    must(
      container.ports.some(({ name }) => name === port),
      `${at} asks port ${port}, which it has not`,
    )
  }
}

function portsOf(owner) {
  return owner.spec.template.spec.containers.flatMap(({ ports = [] }) => ports.map(({ name }) => name))
}

/** The server itself reads the environment that its pod would have. */
function checkEnvironment(owner, at) {
  const [container] = owner.spec.template.spec.containers
  const env = Object.fromEntries((container.env ?? []).map(({ name, value }) => [name, value]))
  for (const { configMapRef } of container.envFrom ?? []) {
    const map = all('ConfigMap').find(({ metadata }) => metadata.name === configMapRef.name)
    must(map, `${at} reads ConfigMap ${configMapRef.name}, which is not there`)
    Object.assign(env, map?.data)
  }
  const mounted = owner.spec.template.spec.volumes
    .flatMap(({ projected }) => projected?.sources ?? [])
    .flatMap(({ secret }) => secret.items.map((item) => `/run/secrets/sagemcp/${item.path}`))
  const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-helm-'))
  for (const [name, file] of Object.entries(env).filter(([each]) => each.endsWith('_FILE'))) {
    if (name === 'SAGEMCP_EXTRA_CA_FILE') continue
    must(mounted.includes(file) || !file.startsWith('/run/secrets/sagemcp/'), `${at} has no file for ${name}`)
    env[name] = path.join(folder, name)
    writeFileSync(env[name], SECRETS[name.replace(/_FILE$/, '')] ?? 'secret')
  }
  const read = "require('./server/config').loadConfig()"
  const { status, stderr } = spawnSync(process.execPath, ['-r', './scripts/register.cjs', '-e', read], {
    cwd: path.join(import.meta.dirname, '../..'),
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
    encoding: 'utf8',
  })
  rmSync(folder, { recursive: true })
  must(status === 0, `the server refuses the environment of ${at}:\n${stderr}`)
}
