// A person with a browser, for the programs that send one to our pages: the same browser without script as in our own tests.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { ADMIN_KEY } from './stack.mjs'

const require = createRequire(import.meta.url)
require('../register.cjs')
const { Admin } = require('../../tests/support/admin.ts')
const { Browser, member, PASSWORD, register } = require('../../tests/support/oauth.ts')

/** As a program prints it, on a line of its own or as a link of a terminal: whole once something comes after it. */
const AUTHORIZE = /(http:\/\/127\.0\.0\.1:\d+\/oauth\/authorize\?[^\s\p{Cc}]+)[\s\p{Cc}]/u
const LOOPBACK = /^(localhost|127\.0\.0\.1)$/

const adminOf = (server) => new Admin(server.origin, ADMIN_KEY)

/** The e-mail of a new member of a tenant, who came by invitation. */
export async function join(server, tenant, name) {
  return (await member(adminOf(server), tenant, name)).email
}

/** The id of a client that registered itself. */
export async function registered(server, redirectUri) {
  const { status, body } = await register(server.origin, { redirect_uris: [redirectUri] })
  assert.equal(status, 201, JSON.stringify(body))
  return body.client_id
}

/** What members of a tenant allowed, newest first. */
export async function clientsOf(server, tenant) {
  return (await adminOf(server).must('GET', `/tenants/${tenant}/clients`)).items
}

/**
 * Watches what a program prints. The first address of ours in it is opened by this person, who signs in and decides: allow, read
 * or refuse. The answer goes to the program, over its own address on this computer, and is what `answer` gives.
 */
export function personFor(server, email, decision = 'allow') {
  let answer = Promise.resolve('never asked')
  let asked = false
  return {
    watch(output) {
      const address = AUTHORIZE.exec(output)?.[1]
      if (asked || address === undefined) return
      asked = true
      answer = decide(server, email, address, decision).then(deliver)
      // Whoever wants to know hears of it later.
      answer.catch(() => {})
    },
    answer: () => answer,
  }

  async function deliver(back) {
    const { hostname, searchParams } = new URL(back)
    assert.match(hostname, LOOPBACK)
    assert.equal(searchParams.get('iss'), server.origin)
    await (await fetch(back)).text()
    return searchParams.get('error') ?? (searchParams.has('code') ? 'code' : 'nothing')
  }
}

/** Who may not enter gets no question, only a way back to the program. */
async function decide(server, email, address, decision) {
  const browser = new Browser(server.origin)
  const signIn = await browser.open(address)
  assert.equal(new URL(signIn.url).pathname, '/sign-in', `${signIn.status} ${signIn.text}`)
  const page = await browser.submit(signIn, { email, password: PASSWORD })
  if (page.status === 200) {
    assert.match(new URL(page.url).pathname, /^\/oauth\/consent\//)
    return (await browser.submit(page, { decision })).url
  }
  const back = /href="([^"]*\/oauth\/authorize\/[^"]*)"/.exec(page.text)?.[1]
  assert.ok(page.status === 403 && back !== undefined, `no consent page: ${page.status} ${page.text}`)
  return (await browser.open(back)).url
}
