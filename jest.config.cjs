const { options } = require('./scripts/swc.cjs')

const swc = ['@swc/jest', { ...options(true), sourceMaps: 'inline' }]
// Packages that ship ESM only: jest on Node 20 cannot require() them untransformed.
const esmOnly = [
  '@electric-sql/pglite',
  'jose',
  'oidc-provider',
  'openid-client',
  'oauth4webapi',
  'emulate',
  '@emulators',
  // What the MCP SDK's client takes in a browser.
  'pkce-challenge',
  // Markdown.
  'mdast-util-[^/]+',
  'micromark[^/]*',
  'unist-util-[^/]+',
  'ccount',
  'character-entities',
  'decode-named-character-reference',
  'devlop',
  'escape-string-regexp',
  'longest-streak',
  'markdown-table',
  'zwitch',
  // It loads node:http by import(), which jest's modules cannot.
  '@opentelemetry/otlp-exporter-base',
]
const base = {
  transform: { '^.+\\.[cm]?[tj]sx?$': swc },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
}

module.exports = {
  testTimeout: 60_000,
  testSequencer: '<rootDir>/tests/support/slow-first.cjs',
  // A worker keeps the modules of every file it ran, and with gigabytes of them it mostly collects garbage.
  workerIdleMemoryLimit: '1GB',
  projects: [
    {
      ...base,
      displayName: 'unit',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/{connectors,server,scripts}/**/*.test.ts'],
    },
    {
      ...base,
      displayName: 'app',
      testEnvironment: '<rootDir>/tests/support/app-env.cjs',
      testMatch: ['<rootDir>/tests/{api,mcp,connectors,accounts,db,process}/**/*.test.ts'],
      globalSetup: '<rootDir>/tests/support/global-setup.ts',
      setupFilesAfterEnv: ['<rootDir>/tests/support/setup.ts'],
    },
    {
      ...base,
      displayName: 'web',
      testEnvironment: '<rootDir>/tests/support/jsdom-env.cjs',
      testMatch: ['<rootDir>/tests/web/**/*.test.tsx'],
      setupFilesAfterEnv: ['<rootDir>/tests/support/jest-dom.ts'],
      moduleNameMapper: { ...base.moduleNameMapper, '\\.(css|svg|png)$': '<rootDir>/tests/support/asset-stub.cjs' },
    },
  ],
}
