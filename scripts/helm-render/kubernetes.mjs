// Checks rendered documents against the types of Kubernetes and of the Prometheus operator, with packages that are made from their
// API descriptions: TypeScript refuses a field that does not exist, their validators a value that does not fit. What only a
// cluster knows stays open: admission rules, names of classes, whether a Secret exists.
// usage: node scripts/helm-render/kubernetes.mjs RENDERED.yaml ...
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseAllDocuments } from 'yaml'
import { installed } from '../ci/stack.mjs'

const kubernetes = installed('kubernetes-models', '5.1.0')
const operator = installed('@kubernetes-models/prometheus-operator', '6.0.0')
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')

const documents = process.argv
  .slice(2)
  .flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8'), { version: '1.1' }).map((each) => each.toJS()))
const problems = []

for (const document of documents) {
  const { kind, metadata } = document
  const { [kind]: Model } = await import(pathToFileURL(`${moduleOf(document)}.js`).href)
  try {
    new Model(document).validate()
  } catch (error) {
    problems.push(`${kind} ${metadata.name}: ${error.message}`)
  }
}
problems.push(...excess())
for (const problem of problems) console.error(`helm: ${problem}`)
process.exitCode = problems.length > 0 ? 1 : 0

function moduleOf({ apiVersion, kind }) {
  const folder = apiVersion.startsWith('monitoring.coreos.com/') ? operator : kubernetes
  return path.join(folder, apiVersion, kind)
}

/** TypeScript refuses what is too much in a literal, at every depth. */
function excess() {
  const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-helm-'))
  const source = documents.map(
    (document, n) =>
      `import type { I${document.kind} as T${n} } from ${JSON.stringify(moduleOf(document))}\n` +
      `export const d${n}: T${n} = ${JSON.stringify(document, null, 2)}\n`,
  )
  writeFileSync(path.join(folder, 'documents.ts'), source.join(''))
  const compilerOptions = {
    ...{ noEmit: true, strict: true, skipLibCheck: true, module: 'esnext', moduleResolution: 'bundler' },
    types: [],
  }
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['documents.ts'] }))
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  return status === 0 ? [] : [stdout.trim()]
}
