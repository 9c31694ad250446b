const { default: Sequencer } = require('@jest/test-sequencer')

// Jest starts with the slowest, but in a fresh clone it knows only their sizes, and one that is begun last runs alone.
const SLOW = [
  'accounts/kill9-refresh',
  'process/backup',
  'accounts/secrets',
  'mcp/matrix',
  'process/commands',
  'accounts/emulate',
  'accounts/from-client',
  'process/doctor-database',
  'process/upgrade',
  'mcp/tickets',
  'mcp/stored-sessions',
]
const rank = ({ path }) => {
  const at = SLOW.findIndex((name) => path.endsWith(`/${name}.test.ts`))
  return at === -1 ? SLOW.length : at
}

module.exports = class extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => rank(a) - rank(b))
  }
}
