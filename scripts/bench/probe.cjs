// Loaded into every server that is measured, ours and the others: says what the process used, when it is asked.
const { Session } = require('node:inspector')
const { setFlagsFromString } = require('node:v8')
const { runInNewContext } = require('node:vm')

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')
let profiler

function use() {
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed } = process.memoryUsage()
  return { cpuUs: user + system, rss, heapUsed }
}

const answers = {
  cpu: (answer) => answer(use()),
  memory(answer) {
    for (let i = 0; i < 3; i++) collect()
    answer(use())
  },
  profile(answer) {
    profiler = new Session()
    profiler.connect()
    profiler.post('Profiler.enable')
    profiler.post('Profiler.start', () => answer(use()))
  },
  profiled: (answer) => profiler.post('Profiler.stop', (_, { profile }) => answer(profile)),
}
process.on('message', (what) => answers[what]((answer) => process.send(answer)))
// A listener alone must keep no server alive.
process.channel.unref()
