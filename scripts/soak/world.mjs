// What the scenes play in: a tenant with two connectors, a person, and a stand-in for a vendor.
import { createRequire } from 'node:module'
import { ADMIN_KEY } from '../ci/stack.mjs'

const require = createRequire(import.meta.url)
require('../register.cjs')
const { Admin } = require('../../tests/support/admin.ts')
const { Browser, member, PASSWORD, RawClient, register } = require('../../tests/support/oauth.ts')
const raw = require('../../tests/support/raw.ts')
const { until } = require('../../tests/support/until.ts')
const { FakeGitHub } = require('../../tests/support/vendors/github.ts')
const { connectionReset, reply } = require('../../tests/support/vendors/faults.ts')

export { Browser, connectionReset, PASSWORD, RawClient, raw, register, reply, until }
export const TENANT = 'soak'
const VENDOR_TOKEN = 'token-of-soak'
const SCOPES = ['repo', 'read:org', 'read:user', 'workflow']

/** Listens before the server starts, which has to be told that it may go there. */
export const startVendor = () => FakeGitHub.start({ [VENDOR_TOKEN]: { tenant: TENANT, scopes: SCOPES } })

export async function makeWorld(server, vendor) {
  const admin = new Admin(server.origin, ADMIN_KEY)
  await admin.createTenant(TENANT)
  const lab = await admin.addConnector(TENANT, { type: 'lab' })
  const github = await admin.addConnector(TENANT, { type: 'github', configuration: { baseUrl: vendor.url } })
  await admin.setToken(TENANT, github.id, VENDOR_TOKEN)
  const { key } = await admin.createKey(TENANT)
  const { email, browser } = await member(admin, TENANT, 'ana', 'admin')
  return {
    ...{ admin, vendor, lab, github, key, email, browser },
    origin: server.origin,
    url: `${server.origin}/api/v1/${TENANT}/mcp`,
    /** Things that stay open until as many others came after them. */
    held: new Held(),
  }
}

class Held {
  #rings = new Map()

  /** Keeps it open, and drops the oldest of its kind beyond `most`. */
  keep(kind, most, drop) {
    const ring = this.#rings.get(kind) ?? []
    this.#rings.set(kind, ring)
    ring.push(drop)
    if (ring.length > most) ring.shift()()
  }

  dropAll() {
    for (const ring of this.#rings.values()) for (const drop of ring.splice(0)) drop()
  }
}
