const { readFileSync } = require('node:fs')
const path = require('node:path')
const { TestEnvironment } = require('jest-environment-node')

// Every test file loads the embedded database anew. Node keeps what it compiled and optimised of a WebAssembly module as
// long as somebody holds the module: the worker does, which outlives its files.
const file = path.join(path.dirname(require.resolve('@electric-sql/pglite')), 'pglite.wasm')
const held = process.env.TEST_DATABASE_URL ? undefined : new WebAssembly.Module(readFileSync(file))

module.exports = class extends TestEnvironment {
  postgres = held
}
