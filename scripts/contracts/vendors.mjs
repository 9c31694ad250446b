/*
 * Where each vendor's facts are from: its documents, our amendments, and the list of what we use. All of them give an
 * object of facts, one a line in the file, so that a change shows as one line of a diff.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { amend } from './amend.mjs'
import { fromDiscovery } from './discovery.mjs'
import { extractLinear } from './linear.mjs'
import { extract } from './openapi.mjs'
import { extractSlack } from './slack.mjs'

export const readJson = (...parts) => JSON.parse(readFileSync(join(...parts), 'utf8'))

const oneOperationALine = {
  print: ({ version, operations, schemas }) =>
    `{\n"version": ${JSON.stringify(version)},\n"operations": {\n${lines(operations)}\n}${
      schemas ? `,\n"schemas": {\n${lines(schemas)}\n}` : ''
    }}\n`,
  parse: JSON.parse,
}

const lines = (entries) =>
  Object.entries(entries)
    .map(([key, facts]) => `  ${JSON.stringify(key)}: ${JSON.stringify(facts)}`)
    .join(',\n')

/** Documents in OpenAPI, or what can be said so. `read` makes one document of them. */
const openapi = (documents, read = ([only]) => only) => ({
  documents,
  suffix: 'json',
  document: (folder) => read(documents.map((name) => readJson(folder, name))),
  facts: (document, wanted) => extract(document, wanted),
  ...oneOperationALine,
})

export const VENDORS = {
  github: { ...openapi(['github.json']), everySample: true },
  jira: openapi(['jira-platform.json', 'jira-agile.json', 'adf.full.schema.json'], ([platform, agile, adf]) =>
    withScopes(merge([platform, agile, fromDefinitions(adf)])),
  ),
  slack: {
    ...openapi(['slack-methods.json']),
    facts: extractSlack,
    hasNoAnswers: true,
  },
  notion: openapi(['notion.json']),
  zoom: {
    ...openapi(['zoom.json', 'zoom.inventory.2026-07.json'], ([old, inventory]) => ({ ...old, inventory })),
    facts: (document, wanted) => extract(stillThere(document), wanted),
  },
  google_docs: openapi(['docs.v1.json', 'drive.v3.json'], (both) => merge(both.map(fromDiscovery))),
  linear: {
    documents: ['linear.graphql'],
    suffix: 'graphql',
    document: (folder) => readFileSync(join(folder, 'linear.graphql'), 'utf8'),
    facts: extractLinear,
    print: (types) => Object.values(types).join('\n').concat('\n'),
    parse: (text) =>
      Object.fromEntries(
        text
          .trim()
          .split('\n')
          .map((line) => [line.split(' ', 2).join(' '), line]),
      ),
    hasNoAnswers: true,
  },
}

/** @returns undefined where a document is missing */
export function read(name, documents, contracts) {
  const vendor = VENDORS[name]
  if (!vendor.documents.every((each) => existsSync(join(documents, each)))) return undefined
  const amendments = join(contracts, `${name}.amendments.json`)
  const given = vendor.document(documents)
  const document = existsSync(amendments) ? amend(given, readJson(amendments)) : given
  const facts = vendor.facts(document, readJson(contracts, `${name}.operations.json`))
  return { document, facts, file: join(contracts, `${name}.${vendor.suffix}`) }
}

export function write(name, { facts, file }) {
  writeFileSync(file, VENDORS[name].print(facts))
}

const merge = ([first, ...others]) => ({
  ...first,
  info: { version: [first, ...others].flatMap(({ info }) => info?.version ?? []).join(', ') },
  paths: Object.assign({}, first.paths, ...others.map(({ paths }) => paths)),
  components: {
    ...first.components,
    schemas: Object.assign({}, ...[...others, first].map(({ components }) => components.schemas)),
  },
})

/** A JSON Schema with definitions as part of an OpenAPI document. */
function fromDefinitions({ definitions }) {
  const moved = JSON.stringify(definitions).replaceAll('"#/definitions/', '"#/components/schemas/')
  return { paths: {}, components: { schemas: JSON.parse(moved) } }
}

/** The scopes that an OpenAPI document names in `security`. */
function withScopes(document) {
  for (const operation of operationsOf(document)) {
    const named = operation.security?.find(({ OAuth2 }) => OAuth2?.length > 0)
    if (named) operation['x-scopes'] = named.OAuth2
  }
  return document
}

/** Zoom's schemas are years old: an operation counts only when its inventory has it, too, which also knows the scopes. */
function stillThere({ inventory, ...document }) {
  const shape = (path) => path.replace(/\{\w+\}/g, '{}')
  const known = new Map(inventory.operations.map((each) => [`${each.method} ${shape(each.path)}`, each]))
  const paths = Object.entries(document.paths).map(([path, { parameters, ...operations }]) => [
    path,
    Object.fromEntries([
      ...(parameters ? [['parameters', parameters]] : []),
      ...Object.entries(operations).flatMap(([method, operation]) => {
        const found = known.get(`${method.toUpperCase()} ${shape(path)}`)
        return found ? [[method, { ...operation, operationId: found.operationId, 'x-scopes': found.scopes }]] : []
      }),
    ]),
  ])
  return { ...document, paths: Object.fromEntries(paths) }
}

const operationsOf = ({ paths }) => Object.values(paths).flatMap((pathItem) => Object.values(pathItem))
