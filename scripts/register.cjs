// Lets node run the TypeScript of the server as it is: node -r ./scripts/register.cjs server/main.ts
// What a file was compiled to is kept: tests start hundreds of processes, and most of a start would be compiling.
const { createHash } = require('node:crypto')
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const path = require('node:path')
const { options } = require('./swc.cjs')

const kept = path.join(__dirname, '../.cache/swc')
const settings = { ...options(), sourceMaps: 'inline' }
const compiler = JSON.stringify([require('@swc/core/package.json').version, settings])

require.extensions['.ts'] = (module, file) => module._compile(compiled(file), file)

function compiled(file) {
  const source = readFileSync(file, 'utf8')
  const place = path.join(
    kept,
    createHash('sha256')
      .update(JSON.stringify([compiler, file, source]))
      .digest('hex'),
  )
  try {
    return readFileSync(place, 'utf8')
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
  const { code } = require('@swc/core').transformSync(source, { ...settings, filename: file })
  // Whole or not at all: others look for it at the same time, and any of them may be killed.
  mkdirSync(kept, { recursive: true })
  const draft = `${place}.${process.pid}`
  writeFileSync(draft, code)
  renameSync(draft, place)
  return code
}
