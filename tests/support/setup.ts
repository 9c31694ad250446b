import 'reflect-metadata'

// Said once per test file on Node 20, by a library that works there; in thousands of lines nobody finds what failed.
const warn = console.warn
console.warn = (...said: unknown[]) => {
  if (!String(said[0]).includes('oidc-provider WARNING: Unsupported runtime')) warn(...said)
}
