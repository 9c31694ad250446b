// Runs jest, then once more, alone, the few files that failed: what fails twice is broken, what passes alone is named as
// UNSTEADY, so that it is seen and mended. Two cores under thirty servers make some races that no reader will ever wait for.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

const MOST = 4
const root = process.cwd()
const folder = mkdtempSync(join(tmpdir(), 'jest-again-'))
const results = join(folder, 'results.json')

const jest = (...args) => {
  rmSync(results, { force: true })
  const run = ['node_modules/jest/bin/jest.js', ...args, '--json', `--outputFile=${results}`]
  // The JSON goes to the file. What jest prints for people goes to stderr, what tests print (why one is skipped) to stdout.
  return spawnSync(process.execPath, run, { stdio: 'inherit' }).status ?? 1
}

/** Failed files, each with the tests that failed in it and what they said. */
function failures() {
  const { testResults } = JSON.parse(readFileSync(results, 'utf8'))
  return testResults
    .filter(({ status }) => status === 'failed')
    .map(({ name, message, assertionResults }) => ({
      file: relative(root, name),
      tests: assertionResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => `${fullName}\n${failureMessages.join('\n')}`),
      message,
    }))
}

const tell = (word, failed) => {
  for (const { file, tests, message } of failed) {
    console.log(`::: ${word} ${file}`)
    for (const text of tests.length > 0 ? tests : [message]) console.log(text.slice(0, 3_000))
  }
}

try {
  const [projects, paths] = [
    process.argv.slice(2).filter((arg) => arg.startsWith('--')),
    process.argv.slice(2).filter((arg) => !arg.startsWith('--')),
  ]
  let code = jest(...paths, ...projects)
  if (code !== 0) {
    const failed = failures()
    tell('FAILED', failed)
    if (failed.length > 0 && failed.length <= MOST) {
      code = jest(
        '--runInBand',
        '--runTestsByPath',
        ...failed.map(({ file }) => file),
        ...projects.filter((arg) => !arg.startsWith('--maxWorkers')),
      )
      tell(code === 0 ? 'UNSTEADY' : 'FAILED AGAIN', code === 0 ? failed : failures())
    }
  }
  process.exitCode = code
} finally {
  rmSync(folder, { recursive: true, force: true })
}
