import { createRequire } from 'node:module'
import path from 'node:path'
import { root } from '../stack.mjs'

const require = createRequire(import.meta.url)
require('../../register.cjs')

/** The stand-ins of the vendors and the caller of our tools are TypeScript of the tests. */
export const support = (file) => require(path.join(root, 'tests/support/vendors', file))
