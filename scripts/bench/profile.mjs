// Where the CPU time of a call goes: node profile.mjs [modern|session|ws-modern|ws-legacy|list] [calls] [tenants] [--functions|--under]
// A sample counts for the file that ran, by folder of ours and package of others; or for its function; or for all that called it.
import { TEXT } from './messages.mjs'
import { startOurs } from './ours.mjs'
import { startLoad, use } from './processes.mjs'

const [kind = 'modern', calls = '20000', tenants = '1'] = process.argv.slice(2).filter((arg) => !arg.startsWith('--'))
const has = (flag) => process.argv.includes(flag)
const isList = kind === 'list'
const connector = isList ? { type: 'many', tool: 'tool0' } : { type: 'bench', tool: 'echo' }
const { child, close, targets } = await startOurs({
  connectors: tenants === '1' ? [connector] : Array(6).fill(connector),
  tenants: Number(tenants),
})
const about = isList
  ? { kind: 'modern', targets: targets.map((each) => ({ ...each, tools: [] })), expect: 'many_tool199' }
  : { kind, targets, expect: TEXT }
const load = await startLoad([about])
await load.make(calls)
await use(child, 'profile')
const before = await use(child)
const made = await load.make(calls)
const { cpuUs } = await use(child)
const { nodes, samples, timeDeltas } = await use(child, 'profiled')
await load.close()
await close()

const LONG = 80
const functionOf = ({ functionName, url }) =>
  `${functionName || '(anonymous)'} ${url.split('/').slice(-3).join('/')}`.slice(0, LONG)

function areaOf({ functionName, url }) {
  if (url === '') return functionName
  if (url.startsWith('node:')) return 'Node'
  if (url.startsWith('wasm:') || url.includes('/pglite')) return 'PGlite'
  const [, vendor] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? []
  const [, own] = /dist\/((?:server|connectors)\/[^/]+)/.exec(url) ?? []
  return vendor ?? own ?? 'the bench itself'
}
const nameOf = has('--functions') || has('--under') ? functionOf : areaOf

const byId = new Map(nodes.map((node) => [node.id, node]))
const callerOf = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])))
const times = new Map()
let total = 0
for (const [i, id] of samples.entries()) {
  // `dispatch` is the start of the profiler itself.
  const { functionName, url } = byId.get(id).callFrame
  if (functionName === '(idle)' || (functionName === 'dispatch' && url === '')) continue
  total += timeDeltas[i]
  const names = new Set()
  for (let at = id; at !== undefined; at = has('--under') ? callerOf.get(at) : undefined) {
    names.add(nameOf(byId.get(at).callFrame))
  }
  for (const name of names) times.set(name, (times.get(name) ?? 0) + timeDeltas[i])
}
console.log(`${((cpuUs - before.cpuUs) / made).toFixed(0)} us CPU per call, with the profiler`)
for (const [name, time] of [...times].sort((a, b) => b[1] - a[1]).slice(0, nameOf === areaOf ? 30 : 90)) {
  console.log(`${((time / total) * 100).toFixed(1).padStart(5)} %  ${name}`)
}
